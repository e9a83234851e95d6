package onestep.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A program that reads resources with Strimzi's own classes, and refuses fields that those do not
 * have. The classes need Java 21, which these tests do not: they are started by name.
 */
final class StrictStrimzi {

  private static final String MODELS = "io.strimzi.api.kafka.model.";
  private static final Map<String, String> CLASSES =
      Map.of(
          "Kafka", MODELS + "kafka.Kafka",
          "KafkaNodePool", MODELS + "nodepool.KafkaNodePool",
          "KafkaUser", MODELS + "user.KafkaUser");

  private StrictStrimzi() {}

  /** Reads files with a resource each; prints what is wrong with them. */
  public static void main(String[] files) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    // Strimzi keeps what it does not know, to warn of it.
    mapper.setAnnotationIntrospector(
        new JacksonAnnotationIntrospector() {
          private static final long serialVersionUID = 1L;

          @Override
          public Boolean hasAnySetter(Annotated member) {
            return false;
          }
        });
    mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    for (String file : files) {
      String json = Files.readString(Path.of(file));
      String kind = mapper.readTree(json).get("kind").asText();
      try {
        mapper.readValue(json, Class.forName(CLASSES.get(kind)));
      } catch (JsonProcessingException e) {
        System.out.println(kind + ": " + e.getOriginalMessage());
      }
    }
  }
}
