package onestep.aggregator.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import onestep.aggregator.statistics.Disagreement;
import onestep.contract.cell.NetworkSet;
import onestep.contract.record.Check;
import onestep.contract.record.Difference;
import onestep.contract.record.Result;

/**
 * Which networks of a cell were computed again, and which of them not alike. Of these the first by
 * index are told of one by one. A function of the set of checks, whatever their order and
 * repetition. Mutable; not safe for use by several threads.
 */
final class CellChecks {

  /** Disagreements that are told of one by one. */
  static final int MOST_TOLD = 20;

  private final NetworkSet checked;
  private final NetworkSet disagreeing;
  private final SortedMap<Integer, Disagreement> told = new TreeMap<>();

  CellChecks() {
    this(new NetworkSet(), new NetworkSet(), List.of());
  }

  CellChecks(NetworkSet checked, NetworkSet disagreeing, List<Disagreement> told) {
    this.checked = checked;
    this.disagreeing = disagreeing;
    told.forEach(disagreement -> this.told.put(disagreement.network(), disagreement));
  }

  /**
   * Adds the check of a result.
   *
   * @return disagreements about networks that were not known to disagree
   * @throws IllegalArgumentException if a network's index is negative; nothing is added then
   */
  List<Disagreement> add(Result result) {
    Check check = result.getCheck();
    check.getSame().forEach(CellChecks::requireIndex);
    check.getDifferent().forEach(different -> requireIndex(different.getNetwork()));
    check.getSame().forEach(checked::add);
    List<Disagreement> news = new ArrayList<>();
    for (Difference different : check.getDifferent()) {
      Disagreement disagreement =
          new Disagreement(
              result.getCell(),
              different.getNetwork(),
              check.getComputedBy(),
              result.getWorker(),
              different.getWhat());
      checked.add(disagreement.network());
      if (disagreeing.add(disagreement.network())) {
        news.add(disagreement);
      }
      // Of several about one network the least, so that their order does not matter.
      told.merge(disagreement.network(), disagreement, (a, b) -> a.compareTo(b) <= 0 ? a : b);
      if (told.size() > MOST_TOLD) {
        told.remove(told.lastKey());
      }
    }
    return news;
  }

  /** Networks that were computed again. */
  NetworkSet checked() {
    return checked;
  }

  /** Of these, networks that were not computed alike. */
  NetworkSet disagreeing() {
    return disagreeing;
  }

  /** The disagreements that are told of, by index of network. */
  List<Disagreement> told() {
    return List.copyOf(told.values());
  }

  private static void requireIndex(int network) {
    if (network < 0) {
      throw new IllegalArgumentException("a network's index must not be negative, got " + network);
    }
  }
}
