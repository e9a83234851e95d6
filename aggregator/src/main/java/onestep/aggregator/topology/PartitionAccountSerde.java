package onestep.aggregator.topology;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The form in which accounts travel from cells to sweeps. */
final class PartitionAccountSerde extends BinarySerde<PartitionAccount> {

  private static final int VERSION = 3;

  private final SweepAccountSerde accounts = new SweepAccountSerde();

  PartitionAccountSerde() {
    super(VERSION);
  }

  @Override
  void write(PartitionAccount value, DataOutputStream out) throws IOException {
    out.writeInt(value.epoch());
    out.writeInt(value.partition());
    accounts.write(value.account(), out);
  }

  @Override
  PartitionAccount read(DataInputStream in) throws IOException {
    return new PartitionAccount(in.readInt(), in.readInt(), accounts.read(in));
  }
}
