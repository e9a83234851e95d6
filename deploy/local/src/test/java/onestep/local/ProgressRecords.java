package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onestep.contract.record.Progress;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What must hold for every progress record, at every instant. */
public final class ProgressRecords {

  private ProgressRecords() {}

  /** Checks that each adds up, and that epochs do not go back; how many there are. */
  public static int check(List<ConsumerRecord<String, Progress>> messages) {
    Map<String, Integer> epochs = new HashMap<>();
    int records = 0;
    for (ConsumerRecord<String, Progress> message : messages) {
      Progress progress = message.value();
      if (progress != null) {
        records++;
        assertThat(progress.getDone()).as("%s", progress).isNotNegative();
        assertThat(progress.getDead()).as("%s", progress).isNotNegative();
        assertThat(progress.getDone() + progress.getDead())
            .as("%s", progress)
            .isLessThanOrEqualTo(progress.getPublished());
        assertThat(progress.getPublished())
            .as("%s", progress)
            .isLessThanOrEqualTo(progress.getWanted());
        assertThat(progress.getCompleteCells())
            .as("%s", progress)
            .isBetween(0L, progress.getCells());
        assertThat(progress.getEpoch())
            .as("%s", progress)
            .isGreaterThanOrEqualTo(epochs.getOrDefault(message.key(), 0));
        epochs.put(message.key(), progress.getEpoch());
      }
    }
    return records;
  }
}
