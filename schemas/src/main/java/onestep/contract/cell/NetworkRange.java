package onestep.contract.cell;

/**
 * Networks {@code first} to {@code first + count - 1} of a cell: what a task asks for.
 *
 * @param first index of the first network
 * @param count how many, at least 1
 */
public record NetworkRange(int first, int count) {

  /** Checks that the range is not empty and fits the indices. */
  public NetworkRange {
    if (first < 0 || count < 1 || first > Integer.MAX_VALUE - count) {
      throw new IllegalArgumentException(
          "a range needs first >= 0 and count >= 1, got first " + first + ", count " + count);
    }
  }

  /** One past the last index. */
  public int end() {
    return first + count;
  }

  /** The id of the task that asks for this range of a cell: {@code <cell>:<first>-<last>}. */
  public String taskId(String cell) {
    return cell + ":" + first + "-" + (end() - 1);
  }
}
