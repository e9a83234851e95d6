package onestep.contract.kafka;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Waits for what a cluster answers to an admin client. */
public final class Answers {

  private Answers() {}

  /**
   * The answer.
   *
   * @throws ApiException as the cluster refused, or when it did not answer in time
   */
  public static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApiException refused) {
        throw refused;
      }
      throw new IllegalStateException("the cluster did not answer: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the cluster", e);
    }
  }

  /**
   * The settings of a topic, group or broker.
   *
   * @throws AuthorizationException naming it, which Kafka's own does not
   */
  static Config settings(Admin admin, ConfigResource resource) {
    try {
      return get(admin.describeConfigs(List.of(resource)).values().get(resource));
    } catch (AuthorizationException e) {
      throw new AuthorizationException(
          "this principal may not DESCRIBE_CONFIGS "
              + (resource.type() == ConfigResource.Type.BROKER
                  ? "the cluster"
                  : resource.type().name().toLowerCase(Locale.ROOT) + " " + resource.name()),
          e);
    }
  }
}
