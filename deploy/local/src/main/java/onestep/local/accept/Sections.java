package onestep.local.accept;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.contract.InvalidInputException;
import onestep.worker.law.GradientLaw;
import onestep.worker.law.LimitLaw;
import onestep.worker.law.NormalStreamLaw;
import onestep.worker.law.SamplerAgreement;
import onestep.worker.law.ScanAudit;
import onestep.worker.law.WalkCheck;

/** All parts of the acceptance, and how large each is. */
final class Sections {

  private static final long STREAM_NUMBERS = 2_000_000_000L;
  private static final int STREAM_KEYS = 4;
  private static final int SAMPLER_NETWORKS = 20_000;
  private static final int GRADIENT_NETWORKS = 50_000;
  private static final int LIMIT_NETWORKS = 5_000;
  private static final int WALK_NETWORKS = 10_000;
  private static final int AUDIT_NETWORKS = 10_000;
  private static final int COVERAGE_CELLS = 4_000;
  private static final int PAPER_NETWORKS = 1_000;

  private Sections() {}

  /**
   * The parts, in the order in which they are shown.
   *
   * @param size share of the full size
   */
  static List<Section> all(double size) {
    return List.of(
        Section.of(
            "stream",
            "The normals are independent and standard",
            NormalStreamLaw.checks((long) (size * STREAM_NUMBERS), STREAM_KEYS)),
        Section.of(
            "samplers",
            "Conditioned and dense networks have the same law",
            SamplerAgreement.checks(share(size, SAMPLER_NETWORKS, 500))),
        Section.of(
            "gradient",
            "The gradient norm of ReLU networks has its exact law at any size",
            GradientLaw.checks(share(size, GRADIENT_NETWORKS, 500))),
        Section.of(
            "limits",
            "Wide networks of every activation approach the theory",
            LimitLaw.checks(share(size, LIMIT_NETWORKS, 100))),
        Section.of(
            "walk",
            "The attack finds the crossing of an exact walk in double precision",
            WalkCheck.checks(share(size, WALK_NETWORKS, 100))),
        Section.of(
            "scan",
            "A scan passes over few first crossings",
            ScanAudit.checks(share(size, AUDIT_NETWORKS, 200))),
        Section.of(
            "intervals",
            "95 % intervals cover the truth 95 % of the time",
            Coverage.checks(share(size, COVERAGE_CELLS, 200))),
        new Section(
            "paper",
            "What the paper says",
            slots ->
                new PaperClaims(PaperSweep.run(slots, share(size, PAPER_NETWORKS, 100)))
                    .findings()));
  }

  /** The parts of given names, or all of them if none is given. */
  static List<Section> named(List<String> names, double size) {
    List<Section> all = all(size);
    String known = all.stream().map(Section::name).collect(Collectors.joining(", "));
    for (String name : names) {
      if (all.stream().noneMatch(section -> section.name().equals(name))) {
        throw new InvalidInputException("--section must be one of " + known + ", got " + name);
      }
    }
    Stream<Section> chosen =
        all.stream().filter(section -> names.isEmpty() || names.contains(section.name()));
    return chosen.toList();
  }

  private static int share(double size, int full, int least) {
    return (int) Math.max(least, size * full);
  }
}
