package onestep.producer.kafka;

/**
 * What a submit did.
 *
 * @param kind why
 * @param epoch epoch of the sweep
 * @param tasks tasks that this submit published
 * @param networks networks of those tasks
 * @param networksInAlready networks passed over because their rows are in the statistics
 * @param cellsInRounds cells published whose tasks the aggregator emits, by their stop rule
 */
public record SubmitResult(
    SubmitPlan.Kind kind,
    int epoch,
    long tasks,
    long networks,
    long networksInAlready,
    long cellsInRounds) {}
