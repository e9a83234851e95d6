package onestep.worker.kafka;

import java.util.ArrayList;
import java.util.List;

/** What happened, in order. */
final class Events {

  private final List<String> events = new ArrayList<>();

  synchronized void add(String event) {
    events.add(event);
  }

  synchronized List<String> all() {
    return List.copyOf(events);
  }

  synchronized long count(String event) {
    return events.stream().filter(event::equals).count();
  }
}
