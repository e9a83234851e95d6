package onestep.local;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/** The standard authorizer, which tells what it was asked. */
public final class RecordingAuthorizer extends StandardAuthorizer {

  private static final Queue<Decision> DECISIONS = new ConcurrentLinkedQueue<>();

  /** What was decided about an action. */
  record Decision(String principal, AclOperation operation, Resource resource, boolean allowed) {

    /** What the action was about. */
    record Resource(org.apache.kafka.common.resource.ResourceType type, String name) {}
  }

  /** Decisions of all brokers of this process since the last call. */
  static List<Decision> drain() {
    List<Decision> all = List.copyOf(DECISIONS);
    DECISIONS.clear();
    return all;
  }

  @Override
  public List<AuthorizationResult> authorize(
      AuthorizableRequestContext context, List<Action> actions) {
    List<AuthorizationResult> results = super.authorize(context, actions);
    for (int i = 0; i < actions.size(); i++) {
      Action action = actions.get(i);
      boolean allowed = results.get(i) == AuthorizationResult.ALLOWED;
      // What is not worth a line in the broker's log does not decide anything: a client asks what
      // it would be allowed.
      if (allowed ? action.logIfAllowed() : action.logIfDenied()) {
        DECISIONS.add(
            new Decision(
                context.principal().toString(),
                action.operation(),
                new Decision.Resource(
                    action.resourcePattern().resourceType(), action.resourcePattern().name()),
                allowed));
      }
    }
    return results;
  }
}
