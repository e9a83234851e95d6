package onestep.aggregator.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import onestep.aggregator.topology.Fixtures;
import onestep.contract.cell.CellSpec;
import onestep.contract.kafka.AvroSerializer;
import onestep.contract.kafka.Keys;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Statistics;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class PictureUpdatesTest {

  private static final CellSpec SPEC = Fixtures.spec(10);

  private final Picture picture = new Picture();
  private final PictureUpdates updates = new PictureUpdates(picture, new SchemaStore.Cache());

  @Test
  void shouldPassOverStatisticsWhoseSetsAreGarbage() {
    // Given
    Statistics right = Fixtures.statistics(SPEC, 0, 3);
    Statistics garbage =
        Statistics.newBuilder(right).setSeen(ByteBuffer.wrap(new byte[] {1, 2, 3})).build();
    apply(Topic.SWEEPS, "s", Fixtures.sweep("s", 1, 10));
    apply(Topic.CELLS, Keys.cell(SPEC.id(), "s"), Fixtures.cell("s", SPEC, 10));
    apply(Topic.STATISTICS, SPEC.id(), right);

    // When
    apply(Topic.STATISTICS, SPEC.id(), garbage);

    // Then
    assertThat(picture.cells("s")).extracting(CellStatus::done).containsExactly(3);
  }

  private void apply(Topic topic, String key, SpecificRecord record) {
    try (AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>()) {
      byte[] bytes = serializer.serialize(topic.topicName(), record);
      updates.apply(new ConsumerRecord<>(topic.topicName(), 0, 0, key, bytes));
    }
  }
}
