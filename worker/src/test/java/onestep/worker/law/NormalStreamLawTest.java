package onestep.worker.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link NormalStreamLaw} with 2^24 numbers: a perfect generator fails with probability 6e-6. */
class NormalStreamLawTest {

  @Test
  void shouldDrawIndependentStandardNormals() {
    // When
    List<Finding> findings =
        NormalStreamLaw.checks(1 << 24, 2).stream()
            .flatMap(check -> check.call().stream())
            .toList();

    // Then
    assertThat(findings).hasSize(8).allMatch(Finding::holds);
  }
}
