package onestep.contract.kafka;

import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What may be done with the resources of a pattern.
 *
 * @param operations none of them implied by another
 */
public record Right(ResourcePattern resource, Set<AclOperation> operations) {

  /** Whether it is about a resource. */
  boolean isAbout(ResourceType type, String name) {
    return resource.resourceType() == type
        && (resource.patternType() == PatternType.PREFIXED
            ? name.startsWith(resource.name())
            : name.equals(resource.name()));
  }
}
