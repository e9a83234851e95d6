package onestep.worker.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link ScanAudit} with 400 networks; they are fixed, so it is deterministic. */
class ScanAuditTest {

  static Stream<Check> checks() {
    return ScanAudit.checks(400).stream();
  }

  @ParameterizedTest
  @MethodSource("checks")
  void shouldMissFewFirstCrossings(Check check) {
    assertThat(check.call())
        .allSatisfy(finding -> assertThat(finding.holds()).as("%s", finding).isTrue());
  }
}
