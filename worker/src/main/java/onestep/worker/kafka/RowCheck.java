package onestep.worker.kafka;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.NetworkRange;
import onestep.contract.record.Check;
import onestep.contract.record.Difference;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;
import onestep.contract.record.Task;
import onestep.worker.agreement.RowAgreement;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.TrialFailure;
import onestep.worker.slots.Computed;

/**
 * A task to compute rows again that another worker has computed, and to compare them.
 *
 * @param cell with the numerics profile of this worker, which need not be that of the rows
 * @param bytesPerNetwork upper bound of the memory of one network
 */
record RowCheck(
    Task task,
    CellSpec cell,
    long bytesPerNetwork,
    RowAgreement agreement,
    List<NetworkTrials> expected) {

  /** How a network compares. */
  private record Comparison(int network, String difference) {}

  /** Whether a task is a check. */
  static boolean is(Task task) {
    return !task.getExpected().isEmpty();
  }

  /**
   * The check of a task by a worker of a numerics profile.
   *
   * @throws MalformedTaskException if a row is none of the task's
   */
  static RowCheck of(Assignment assignment, String numerics) {
    List<NetworkTrials> expected = new ArrayList<>();
    for (NetworkRow row : assignment.task().getExpected()) {
      int network = row.getNetwork();
      if (network < assignment.range().first() || network >= assignment.range().end()) {
        throw new MalformedTaskException(
            "malformed check: expected network " + network + " is not in " + assignment.range(),
            null);
      }
      expected.add(ResultRecords.trials(row));
    }
    CellSpec cell = assignment.cell();
    CellSpec ours = cell.withNumerics(numerics);
    return new RowCheck(
        assignment.task(),
        ours,
        Footprint.bytes(ours),
        RowAgreement.between(cell.numerics(), numerics),
        expected);
  }

  /**
   * Compares every row.
   *
   * @param computing begins to compute networks
   */
  CompletableFuture<Check> run(Function<NetworkRange, CompletableFuture<Computed>> computing) {
    List<CompletableFuture<Comparison>> comparisons =
        expected.stream().map(row -> compare(row, computing)).toList();
    return CompletableFuture.allOf(comparisons.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> check(comparisons.stream().map(CompletableFuture::join).toList()));
  }

  /** The result of the task. */
  Result result(Check check, String worker, double seconds, Instant completedAt) {
    return Result.newBuilder()
        .setCell(task.getDefinition().getCell())
        .setSweep(task.getSweep())
        .setEpoch(task.getEpoch())
        .setRows(List.of())
        .setWorker(worker)
        .setSeconds(seconds)
        .setCompletedAt(completedAt)
        .setCheck(check)
        .build();
  }

  private CompletableFuture<Comparison> compare(
      NetworkTrials row, Function<NetworkRange, CompletableFuture<Computed>> computing) {
    return computing
        .apply(new NetworkRange(row.network(), 1))
        .thenApply(computed -> agreement.difference(row, computed.networks().get(0)).orElse(null))
        .exceptionally(RowCheck::refusal)
        .thenApply(difference -> new Comparison(row.network(), difference));
  }

  /** A trial that has numbers for one worker and none for another is a difference. */
  private static String refusal(Throwable failure) {
    Throwable cause = AcknowledgementPolicy.cause(failure);
    if (cause instanceof TrialFailure) {
      return cause.getMessage();
    }
    throw new CompletionException(cause);
  }

  private Check check(List<Comparison> comparisons) {
    return Check.newBuilder()
        .setComputedBy(task.getComputedBy())
        .setSame(
            comparisons.stream()
                .filter(of -> of.difference() == null)
                .map(Comparison::network)
                .toList())
        .setDifferent(
            comparisons.stream()
                .filter(of -> of.difference() != null)
                .map(
                    of ->
                        Difference.newBuilder()
                            .setNetwork(of.network())
                            .setWhat(of.difference())
                            .build())
                .toList())
        .build();
  }
}
