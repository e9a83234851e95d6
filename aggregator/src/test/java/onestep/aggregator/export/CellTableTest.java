package onestep.aggregator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.statistics.EtaQuantiles;
import onestep.aggregator.statistics.Precision;
import onestep.aggregator.statistics.StopDecision;
import onestep.aggregator.statistics.StopStatus;
import onestep.aggregator.statistics.TheoryValues;
import onestep.aggregator.text.Numbers;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.contract.cell.WatchedStatistic;
import onestep.contract.theory.ReluGradientLaw;
import org.junit.jupiter.api.Test;

class CellTableTest {

  private static final String HEADER =
      "cell,depth,width,dimension,activation,gain,attack,max_step,max_step_unit,resolution,parameters,sampler,"
          + "seed,numerics,networks,points,trials,flipped,degenerate,unresolved,"
          + "flipped_fraction,flipped_fraction_low,flipped_fraction_high,flipped_fraction_sd,"
          + "eta_mean,eta_low,eta_high,eta_sd,eta_q10,eta_q25,eta_q50,eta_q75,eta_q90,"
          + "gradient_norm_mean,gradient_norm_low,gradient_norm_high,gradient_norm_sd,"
          + "value_abs_mean,value_abs_low,value_abs_high,value_abs_sd,value_sd,"
          + "perturbation_mean,perturbation_low,perturbation_high,perturbation_sd,"
          + "linearity_mean,linearity_low,linearity_high,"
          + "n_eff_flipped,n_eff_eta,n_eff_gradient_norm,n_eff_value_abs,n_eff_perturbation,"
          + "n_eff_linearity,"
          + "theory_flipped_fraction,theory_eta_mean,theory_eta_sd,theory_gradient_norm_mean,"
          + "theory_value_abs_mean,theory_value_sd,theory_perturbation_mean,theorem_flipped_fraction,"
          + "law_gradient_norm_mean,law_gradient_norm_sd,"
          + "stop_statistic,stop_decision,stop_networks,stop_max_networks,stop_confidence,"
          + "stop_mean,stop_low,stop_high";

  private static final CellSpec SPEC =
      new CellSpec(
          new ModelSpec(List.of(100, 50, 10), 20, Activation.RELU, 2, Sampler.CONDITIONED, -7),
          new SmallestStep(20, StepUnit.ETA, 0.5),
          3,
          CellSpec.CPU_NUMERICS);

  private static final ReluGradientLaw LAW = ReluGradientLaw.of(SPEC.model()).orElseThrow();

  /** Every number of a summary is another one, so none can stand in the place of another. */
  private static final CellSummary DISTINCT =
      new CellSummary(
          SPEC,
          40,
          120,
          5,
          2,
          99,
          new Estimate(0.825, 0.81, 0.84, 0.38, 61.5),
          new Estimate(1.1, 1.01, 1.19, 0.853, 62.5),
          new EtaQuantiles(0.11, 0.26, 0.51, 0.76, Double.NaN),
          new Estimate(0.7, 0.69, 0.71, 0.05, 63.5),
          new Estimate(0.56, 0.55, 0.57, 0.4, 64.5),
          0.703,
          new Estimate(0.78, 0.77, 0.79, 0.6, 65.5),
          new Estimate(1.02, 1.005, 1.035, Double.NaN, 66.5),
          new TheoryValues(0.9999, 1.128, 0.852, 0.7071, 0.70711, 0.5642, 0.7979));

  private static final StopStatus STOP =
      new StopStatus(
          WatchedStatistic.GRADIENT_NORM,
          0.97,
          500,
          38,
          37,
          36,
          new Precision(0.704, 0.694, 0.714),
          StopDecision.PRECISE);

  @Test
  void shouldWriteEveryColumnOfACell() throws IOException {
    // When
    String table = write(List.of(DISTINCT.withStop(Optional.of(STOP))));

    // Then
    assertThat(table)
        .isEqualTo(
            HEADER
                + "\n"
                + SPEC.id()
                + ",3,100-50-10,20,relu,2.0,smallest-step,20.0,eta,0.5,,conditioned,"
                + "-7,cpu-2,40,3,120,99,5,2,"
                + "0.825,0.81,0.84,0.38,"
                + "1.1,1.01,1.19,0.853,0.11,0.26,0.51,0.76,,"
                + "0.7,0.69,0.71,0.05,"
                + "0.56,0.55,0.57,0.4,0.703,"
                + "0.78,0.77,0.79,0.6,"
                + "1.02,1.005,1.035,"
                + "61.5,62.5,63.5,64.5,65.5,66.5,"
                + "0.9999,1.128,0.852,0.7071,0.5642,0.70711,0.7979,,"
                + Numbers.exact(LAW.mean())
                + ","
                + Numbers.exact(LAW.deviation())
                + ",gradient-norm,precise,36,500,0.97,0.704,0.694,0.714"
                + "\n");
  }

  @Test
  void shouldLeaveUndefinedFieldsEmpty() throws IOException {
    // When
    String row = write(List.of(SampleCells.unseen(1, 10, 20))).lines().skip(1).toList().get(0);

    // Then: 0 networks of 100 points, 0 trials, flipped, degenerate and unresolved, then 35
    // empty fields
    assertThat(row).contains(",0,100,0,0,0,0" + ",".repeat(36));
  }

  @Test
  void shouldLeaveTheLawOfOtherActivationsEmpty() throws IOException {
    // Given
    CellSummary cell = SampleCells.with(SampleCells.cell(1, 10, 20), Activation.TANH);

    // When
    String row = write(List.of(cell)).lines().skip(1).toList().get(0);

    // Then
    assertThat(row).endsWith(",,,,,,,,,,"); // and it has no stop rule
  }

  /** A step of σ √(2 log 10) fails for a tenth at most; it has neither resolution nor linearity. */
  @Test
  void shouldWriteWhatTheTheoremsPromiseOfAFixedStep() throws IOException {
    // Given
    CellSummary cell =
        SampleCells.with(SampleCells.cell(1, 10, 20), AttackSpec.FixedStep.failingAtMost(0.1));

    // When
    List<String> lines = write(List.of(cell)).lines().toList();

    // Then
    List<String> names = List.of(lines.get(0).split(",", -1));
    List<String> fields = List.of(lines.get(1).split(",", -1));
    assertThat(Double.parseDouble(fields.get(names.indexOf("theorem_flipped_fraction"))))
        .isCloseTo(0.9, within(1e-12));
    assertThat(fields.get(names.indexOf("attack"))).isEqualTo("fixed-step");
    assertThat(fields.get(names.indexOf("max_step_unit"))).isEqualTo("sigma");
    assertThat(fields.get(names.indexOf("resolution"))).isEmpty();
  }

  @Test
  void shouldKeepTheOrderGiven() throws IOException {
    // Given
    CellSummary wide = SampleCells.cell(1, 10, 1000);
    CellSummary narrow = SampleCells.cell(1, 10, 20);

    // When
    List<String> lines = write(List.of(wide, narrow)).lines().toList();

    // Then
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).startsWith(wide.spec().id() + ",1,1000,10,");
    assertThat(lines.get(2)).startsWith(narrow.spec().id() + ",1,20,10,");
  }

  @Test
  void shouldDefineEveryColumn() {
    assertThat(CellTable.columns())
        .allSatisfy(column -> assertThat(column.definition()).as(column.name()).endsWith("."));
  }

  private static String write(List<CellSummary> cells) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CellTable.write(cells, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
