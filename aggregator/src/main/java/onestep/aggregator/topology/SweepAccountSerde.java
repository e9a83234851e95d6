package onestep.aggregator.topology;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The stored form of an account. */
final class SweepAccountSerde extends BinarySerde<SweepAccount> {

  private static final int VERSION = 2;

  SweepAccountSerde() {
    super(VERSION);
  }

  @Override
  void write(SweepAccount account, DataOutputStream out) throws IOException {
    out.writeLong(account.cells());
    out.writeLong(account.completeCells());
    out.writeLong(account.published());
    out.writeLong(account.done());
    out.writeLong(account.dead());
    out.writeLong(account.checked());
    out.writeLong(account.disagreeing());
    out.writeLong(account.spared());
    out.writeLong(account.trials());
    out.writeLong(account.nanos());
    out.writeLong(account.updatedAt());
  }

  @Override
  SweepAccount read(DataInputStream in) throws IOException {
    return new SweepAccount(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }
}
