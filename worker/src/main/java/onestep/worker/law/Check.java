package onestep.worker.law;

import java.util.List;
import java.util.concurrent.Callable;

/** One piece of work that ends in findings: pure, and safe to run beside others. */
@FunctionalInterface
public interface Check extends Callable<List<Finding>> {

  @Override
  List<Finding> call();
}
