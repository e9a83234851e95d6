package onestep.worker.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergedTest {

  private static final int THREADS = 256;

  private static Script script(String... kernels) {
    Script script = new Script();
    for (String kernel : kernels) {
      script.launch(kernel, THREADS).item(new Kernels.Grid(1, 1), kernel);
    }
    return script;
  }

  private static List<String> shown(List<Merged> merged) {
    return merged.stream().map(launch -> launch.kernel() + "×" + launch.items()).toList();
  }

  @Test
  void shouldDoTheSameOfAllScriptsAtOnce() {
    // When
    List<Merged> merged = Merged.of(List.of(script("a", "b", "a"), script("a", "b", "a")));

    // Then
    assertThat(shown(merged)).containsExactly("a×2", "b×2", "a×2");
  }

  /** One script does something more before it comes to what the others do. */
  @Test
  void shouldLetAScriptThatIsBehindCatchUp() {
    // When
    List<Merged> merged = Merged.of(List.of(script("b", "c"), script("a", "b", "c")));

    // Then
    assertThat(shown(merged)).containsExactly("a×1", "b×2", "c×2");
  }

  @Test
  void shouldKeepTheOrderOfEachScript() {
    // Given
    List<Script> scripts =
        List.of(script("a", "b", "c", "a"), script("c", "a"), script(), script("b", "b", "a"));

    // When
    List<Merged> merged = Merged.of(scripts);

    // Then
    for (Script script : scripts) {
      List<Script.Launch> launches = new ArrayList<>();
      for (Merged launch : merged) {
        for (Merged.Part part : launch.parts()) {
          if (part.script() == script) {
            launches.add(part.launch());
          }
        }
      }
      assertThat(launches).containsExactlyElementsOf(script.launches());
    }
  }

  @Test
  void shouldNotMixBlocksOfDifferentSizes() {
    // Given
    Script narrow = new Script();
    narrow.launch("a", 64).item(new Kernels.Grid(1, 1));

    // When
    List<Merged> merged = Merged.of(List.of(script("a"), narrow));

    // Then
    assertThat(shown(merged)).containsExactly("a×1", "a×1");
    assertThat(merged).extracting(Merged::threads).containsExactlyInAnyOrder(64, THREADS);
  }

  @Test
  void shouldTakeTheGridOfTheItemThatNeedsMost() {
    // Given
    Script script = new Script();
    script.launch("a", 64).item(new Kernels.Grid(7, 1)).item(new Kernels.Grid(2, 9));

    // When
    Merged merged = Merged.of(List.of(script)).get(0);

    // Then
    assertThat(List.of(merged.blocksAcross(), merged.blocksDown(), (long) merged.items()))
        .containsExactly(7L, 9L, 2L);
  }
}
