// What KEDA and the HPA that it makes decide from a ScaledObject, as their documentation says: KEDA between none and some
// and where there is no answer, the HPA between some and more.

const HPA_INTERVAL_S = 15;
const HPA_TOLERANCE = 0.1;
const HPA_DOWN_WINDOW_S = 300;

export class Scaler {
  constructor({spec}) {
    const [{metadata}] = spec.triggers;
    this.least = spec.minReplicaCount ?? 0;
    this.most = spec.maxReplicaCount ?? 100;
    this.pollingInterval = spec.pollingInterval ?? 30;
    this.cooldown = spec.cooldownPeriod ?? 300;
    this.fallback = spec.fallback;
    this.query = metadata.query;
    this.threshold = Number(metadata.threshold);
    this.activation = Number(metadata.activationThreshold ?? 0);
    this.emptyIsError = metadata.ignoreNullValues === 'false';
    this.downWindow = spec.advanced?.horizontalPodAutoscalerConfig?.behavior?.scaleDown?.stabilizationWindowSeconds
      ?? HPA_DOWN_WINDOW_S;
    this.failures = 0;
    this.lastActive = -Infinity;
    this.wishes = [];
  }

  /** Seconds between two decisions. */
  get interval() {
    return Math.min(this.pollingInterval, HPA_INTERVAL_S);
  }

  /**
   * Replicas that there should be.
   *
   * @param now in seconds
   * @param replicas that there are
   * @param result of the query: a vector of a value, or an Error
   */
  decide(now, replicas, result) {
    if (result instanceof Error || (result.length === 0 && this.emptyIsError)) return this.unknown(replicas);
    this.failures = 0;
    const value = result.length === 0 ? 0 : Number(result[0].value[1]);
    const active = value > this.activation;
    if (active) this.lastActive = now;
    if (replicas === 0) return active ? Math.max(1, this.least) : this.least;
    if (!active && now - this.lastActive >= this.cooldown) return this.least;
    return this.scaled(now, replicas, value);
  }

  unknown(replicas) {
    this.failures += 1;
    return this.fallback && this.failures > this.fallback.failureThreshold ? this.fallback.replicas : replicas;
  }

  scaled(now, replicas, value) {
    const ratio = value / (this.threshold * replicas);
    const wish = Math.abs(ratio - 1) <= HPA_TOLERANCE ? replicas : Math.ceil(value / this.threshold);
    const bounded = Math.min(this.most, Math.max(this.least, 1, wish));
    this.wishes = [...this.wishes.filter(({at}) => now - at < this.downWindow), {at: now, bounded}];
    const stable = bounded < replicas ? Math.min(replicas, Math.max(...this.wishes.map(one => one.bounded))) : bounded;
    return Math.min(stable, Math.max(2 * replicas, replicas + 4)); // the default policy of scaling up
  }
}
