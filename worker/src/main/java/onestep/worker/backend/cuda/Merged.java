package onestep.worker.backend.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Launches of several scripts as one.
 *
 * @param kernel of all
 * @param threads of each block
 * @param parts the launch of each script
 */
record Merged(String kernel, int threads, List<Part> parts) {

  /** The launch of a script. */
  record Part(Script script, Script.Launch launch) {}

  /**
   * The launches of some scripts, each script's in its order. Next is always the one that most
   * scripts can take part in, and of several such that of a script with most left to do: scripts of
   * similar networks meet again soon after one has done something more than the others.
   */
  static List<Merged> of(List<Script> scripts) {
    List<Cursor> cursors = new ArrayList<>();
    for (Script script : scripts) {
      cursors.add(new Cursor(script));
    }
    List<Merged> merged = new ArrayList<>();
    cursors.removeIf(Cursor::atEnd);
    while (!cursors.isEmpty()) {
      Script.Launch next = next(cursors);
      List<Part> parts = new ArrayList<>();
      for (Cursor cursor : cursors) {
        if (cursor.head().isLike(next)) {
          parts.add(new Part(cursor.script, cursor.head()));
          cursor.position++;
        }
      }
      merged.add(new Merged(next.kernel(), next.threads(), parts));
      cursors.removeIf(Cursor::atEnd);
    }
    return merged;
  }

  private static Script.Launch next(List<Cursor> cursors) {
    Script.Launch best = null;
    int mostScripts = 0;
    int mostLeft = 0;
    for (Cursor cursor : cursors) {
      if (best == null || !cursor.head().isLike(best)) {
        Script.Launch head = cursor.head();
        int count = 0;
        int left = 0;
        for (Cursor other : cursors) {
          if (other.head().isLike(head)) {
            count++;
            left = Math.max(left, other.left());
          }
        }
        if (count > mostScripts || (count == mostScripts && left > mostLeft)) {
          best = head;
          mostScripts = count;
          mostLeft = left;
        }
      }
    }
    return best;
  }

  /** Where a script is. */
  private static final class Cursor {
    private final Script script;
    private int position;

    Cursor(Script script) {
      this.script = script;
    }

    boolean atEnd() {
      return left() == 0;
    }

    int left() {
      return script.launches().size() - position;
    }

    Script.Launch head() {
      return script.launches().get(position);
    }
  }

  /** Items of all parts: a grid's third dimension, which holds all that {@link Transfers} does. */
  int items() {
    return parts.stream().mapToInt(part -> part.launch().items().size()).sum();
  }

  long blocksAcross() {
    return most(Kernels.Grid::x);
  }

  long blocksDown() {
    return most(Kernels.Grid::y);
  }

  /** Of the item that needs most; a grid has one block at least. */
  private long most(ToLongFunction<Kernels.Grid> blocks) {
    return parts.stream()
        .flatMap(part -> part.launch().items().stream())
        .mapToLong(item -> blocks.applyAsLong(item.grid()))
        .reduce(1, Math::max);
  }
}
