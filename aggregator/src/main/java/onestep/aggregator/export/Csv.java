package onestep.aggregator.export;

import org.apache.commons.csv.CSVFormat;

/** How tables are written and read. */
final class Csv {

  /** RFC 4180, except that lines end with a single '\n'. */
  static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  private Csv() {}
}
