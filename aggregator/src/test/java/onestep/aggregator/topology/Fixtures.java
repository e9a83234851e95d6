package onestep.aggregator.topology;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import onestep.aggregator.statistics.CellSummary;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.contract.cell.StopRule;
import onestep.contract.kafka.Definitions;
import onestep.contract.kafka.TaskQueue;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Cell;
import onestep.contract.record.Check;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Difference;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;
import onestep.contract.record.Statistics;
import onestep.contract.record.Sweep;
import onestep.contract.record.SweepState;
import onestep.contract.record.TaskShape;
import onestep.contract.record.Theory;

/** Records of made-up cells, whose rows are functions of cell and network. */
public final class Fixtures {

  public static final Instant AT = Instant.ofEpochMilli(1_700_000_000_000L);

  private static final int POINTS = 3;

  private Fixtures() {}

  public static CellSpec spec(int width) {
    return new CellSpec(
        new ModelSpec(List.of(width), 10, Activation.RELU, 1, Sampler.DENSE, 1),
        new AttackSpec.SmallestStep(20, StepUnit.ETA, 0.5),
        POINTS,
        CellSpec.CPU_NUMERICS);
  }

  public static Sweep sweep(String name, long cells, long networks) {
    return Sweep.newBuilder()
        .setSweep(name)
        .setEpoch(1)
        .setState(SweepState.RUNNING)
        .setSpecification("{}")
        .setCells(cells)
        .setNetworks(networks)
        .setPublishedCells(cells)
        .setPublishedTasks(cells)
        .setSubmittedAt(AT)
        .build();
  }

  public static Cell cell(String sweep, CellSpec spec, int networks) {
    return cell(sweep, 0, spec, networks);
  }

  public static Cell cell(String sweep, long position, CellSpec spec, int networks) {
    return Cell.newBuilder()
        .setSweep(sweep)
        .setEpoch(1)
        .setPosition(position)
        .setDefinition(Definitions.toRecord(spec))
        .setNetworks(networks)
        .setTheory(Theory.newBuilder().setEtaMean(1.128).build())
        .build();
  }

  /** The cell under a stop rule, with tasks of ten networks. */
  public static Cell inRounds(StopRule rule, Cell cell) {
    return Cell.newBuilder(cell)
        .setNetworks(rule.most())
        .setTasks(new TaskShape(Topic.SMALL_TASKS.topicName(), 10, 1_000L, 0.5))
        .setStop(
            new onestep.contract.record.StopRule(
                rule.statistic().label(), rule.relativeError(), rule.confidence(), rule.rounds()))
        .build();
  }

  public static Result result(String sweep, CellSpec spec, int first, int count) {
    List<NetworkRow> rows = new ArrayList<>();
    for (int network = first; network < first + count; network++) {
      rows.add(row(spec, network));
    }
    return result(sweep, spec, rows);
  }

  public static Result result(String sweep, CellSpec spec, List<NetworkRow> rows) {
    return Result.newBuilder()
        .setCell(spec.id())
        .setSweep(sweep)
        .setEpoch(1)
        .setRows(rows)
        .setWorker("worker")
        .setSeconds(1.5)
        .setCompletedAt(AT.plusSeconds(rows.get(0).getNetwork()))
        .build();
  }

  public static NetworkRow row(CellSpec spec, int network) {
    Random random = new Random(31L * spec.id().hashCode() + network);
    List<Double> values = new ArrayList<>();
    List<Double> norms = new ArrayList<>();
    List<Double> steps = new ArrayList<>();
    byte[] outcomes = new byte[POINTS];
    for (int point = 0; point < POINTS; point++) {
      double value = random.nextGaussian();
      double norm = 0.2 + random.nextDouble();
      outcomes[point] = (byte) (random.nextInt(4) == 0 ? 0 : 1);
      values.add(value);
      norms.add(norm);
      steps.add(outcomes[point] == 1 ? Math.abs(value) / norm : Double.NaN);
    }
    return NetworkRow.newBuilder()
        .setNetwork(network)
        .setValues(values)
        .setGradientNorms(norms)
        .setOutcomes(ByteBuffer.wrap(outcomes))
        .setSteps(steps)
        .build();
  }

  /** A cell whose tasks are made for a queue. */
  public static Cell withTasks(Cell cell, TaskQueue queue) {
    return Cell.newBuilder(cell)
        .setTasks(new TaskShape(queue.topic().topicName(), 100, 1_000L, 0.25))
        .build();
  }

  /** The result of a check. */
  public static Result check(
      CellSpec spec,
      String computedBy,
      String checkedBy,
      List<Integer> same,
      List<Integer> different) {
    return Result.newBuilder()
        .setCell(spec.id())
        .setSweep("s")
        .setEpoch(1)
        .setRows(List.of())
        .setWorker(checkedBy)
        .setSeconds(0.5)
        .setCompletedAt(AT)
        .setCheck(
            Check.newBuilder()
                .setComputedBy(computedBy)
                .setSame(same)
                .setDifferent(
                    different.stream()
                        .map(n -> new Difference(n, "network " + n + " differs"))
                        .toList())
                .build())
        .build();
  }

  /** Statistics as the topology emits them. */
  public static Statistics statistics(CellSpec spec, int first, int count) {
    return statistics(cell("s", spec, count), first, count);
  }

  /** The same of a cell of which the networks from 0 on have come one after the other. */
  public static Statistics statistics(Cell cell, int count) {
    return statistics(cell, 0, count);
  }

  private static Statistics statistics(Cell cell, int first, int count) {
    CellSpec spec = Definitions.toSpec(cell.getDefinition());
    CellEntry entry = new CellEntry();
    entry.want(cell, 0);
    entry.add(
        result("s", spec, first, count).getRows().stream()
            .map(StatisticsRecords::toTrials)
            .toList(),
        0,
        0);
    return entry.statistics(entry.summary().orElseThrow()).orElseThrow();
  }

  /** A summary as the topology tells it. */
  public static CellSummary summary(CellSpec spec, int networks) {
    return StatisticsRecords.toSummary(statistics(spec, 0, networks));
  }

  public static Sweep inEpoch(int epoch, Sweep sweep) {
    return Sweep.newBuilder(sweep).setEpoch(epoch).build();
  }

  public static Cell inEpoch(int epoch, Cell cell) {
    return Cell.newBuilder(cell).setEpoch(epoch).build();
  }

  public static DeadLetter inEpoch(int epoch, DeadLetter letter) {
    return DeadLetter.newBuilder(letter).setEpoch(epoch).build();
  }

  public static DeadLetter deadLetter(String sweep, CellSpec spec, int first, int count) {
    return DeadLetter.newBuilder()
        .setTask(new NetworkRange(first, count).taskId(spec.id()))
        .setSweep(sweep)
        .setEpoch(1)
        .setCell(spec.id())
        .setFirst(first)
        .setCount(count)
        .setError("overflow in trial 3")
        .setAttempts(5)
        .setWorker("worker")
        .setAt(AT)
        .build();
  }
}
