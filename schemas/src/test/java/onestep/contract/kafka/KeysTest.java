package onestep.contract.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import onestep.contract.cell.NetworkRange;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class KeysTest {

  private static final String CELL = "0123456789abcdef0123456789abcdef";

  @Test
  void shouldPutEverythingOfACellIntoOnePartition() {
    int partition = Keys.partition(CELL, 12);

    assertThat(Keys.partition(Keys.cell(CELL, "quick"), 12)).isEqualTo(partition);
    assertThat(Keys.partition(new NetworkRange(5, 10).taskId(CELL), 12)).isEqualTo(partition);
  }

  @Test
  void shouldAgreeWithKafkasOwnPartitionerOnCells() {
    int kafkas = BuiltInPartitioner.partitionForKey(CELL.getBytes(StandardCharsets.UTF_8), 12);

    assertThat(Keys.partition(CELL, 12)).isEqualTo(kafkas);
  }

  @Test
  void shouldKeepTheNameOfASweepWhole() {
    assertThat(Keys.cellOf("a-sweep-with-a-name-longer-than-thirty-two")).hasSize(42);
  }
}
