package onestep.aggregator.topology;

/** Where state is kept, beside its changelog on the brokers. */
public enum StateStoreKind {
  /** On the heap; read back from the changelog at every start. */
  MEMORY,
  /** In RocksDB in the state directory, for state beyond the heap and quick restarts. */
  ROCKSDB
}
