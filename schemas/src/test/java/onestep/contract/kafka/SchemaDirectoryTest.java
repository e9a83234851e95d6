package onestep.contract.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import onestep.contract.record.Task;
import org.junit.jupiter.api.Test;

class SchemaDirectoryTest {

  @Test
  void shouldNotTakeARecordForABadOneBecauseItsSchemaCannotBeLookedUp() {
    // Given a record of another version, and a cluster whose name is not resolved
    SchemaDirectory schemas =
        new SchemaDirectory(KafkaConnection.to("nowhere.invalid:9092"), Duration.ofSeconds(1));
    AvroDeserializer<Task> deserializer = new AvroDeserializer<>(Task.class, schemas);
    byte[] bytes =
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0xC3)
            .put((byte) 0x01)
            .putLong(0x0123456789abcdefL)
            .array();

    // When, Then
    assertThatThrownBy(() -> deserializer.deserialize("onestep.tasks", bytes))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("0123456789abcdef");
  }
}
