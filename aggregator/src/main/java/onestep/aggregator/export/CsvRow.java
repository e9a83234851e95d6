package onestep.aggregator.export;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import onestep.contract.InvalidInputException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * A row of a table with a header. What is wrong with it is told in one line that names file, line,
 * column and value.
 *
 * @param file the table
 * @param line line of the file, from 1 on
 * @param fields the row
 */
record CsvRow(Path file, long line, CSVRecord fields) {

  /** What its author can do about a table that is not right. */
  static final String REMEDY = "write the table anew with onestep run";

  CsvRow {
    if (!fields.isConsistent()) {
      throw refused(
          file,
          line,
          " has %d fields, and the header %d"
              .formatted(fields.size(), fields.getParser().getHeaderNames().size()));
    }
  }

  private static final CSVFormat FORMAT =
      Csv.FORMAT
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
          .get();

  /**
   * What the rows of a table tell, in its order.
   *
   * @throws InvalidInputException if the file cannot be read or is not such a table; the message
   *     names file, line, column and value
   */
  static <T> List<T> readAll(Path file, Function<CsvRow, T> reading) {
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return readAll(file, text, reading);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "there is no " + file + "; name the results folder of a finished run", e);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + " is not UTF-8 text; " + REMEDY, e);
    } catch (IOException e) {
      throw new InvalidInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
  }

  private static <T> List<T> readAll(Path file, Reader text, Function<CsvRow, T> reading)
      throws IOException {
    List<T> rows = new ArrayList<>();
    try (CSVParser table = CSVParser.builder().setReader(text).setFormat(FORMAT).get()) {
      for (CSVRecord record : table) {
        rows.add(reading.apply(new CsvRow(file, table.getCurrentLineNumber(), record)));
      }
    } catch (IllegalArgumentException e) {
      // The header has a column twice, or one without a name.
      throw new InvalidInputException(file + ", line 1: " + e.getMessage() + "; " + REMEDY, e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException malformed) {
        throw malformed;
      }
      // A quote that is not closed, say.
      throw new InvalidInputException(file + ": " + e.getCause().getMessage() + "; " + REMEDY, e);
    }
    return rows;
  }

  /**
   * The field of a column.
   *
   * @throws InvalidInputException if the table has no such column
   */
  String text(String column) {
    if (!fields.isMapped(column)) {
      throw refused(file, 1, ": there is no column " + column);
    }
    return fields.get(column);
  }

  /**
   * A field as something else.
   *
   * @param reading throws an IllegalArgumentException that says what is wrong
   * @throws InvalidInputException if it cannot be read so
   */
  <T> T value(String column, Function<String, T> reading) {
    String text = text(column);
    try {
      return reading.apply(text);
    } catch (NumberFormatException e) {
      throw refusal(column, text, "is not a whole number");
    } catch (IllegalArgumentException e) {
      throw refused(file, line, ", column " + column + ": " + e.getMessage());
    }
  }

  /** A whole number. */
  long count(String column) {
    return value(column, Long::valueOf);
  }

  /** A whole number below 2^31. */
  int integer(String column) {
    return value(column, Integer::valueOf);
  }

  /** A finite number, or NaN where the field is empty. */
  double number(String column) {
    String text = text(column);
    if (text.isEmpty()) {
      return Double.NaN;
    }
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as what is not finite is.
    }
    throw refusal(column, text, "is not a number");
  }

  /** What several fields make together, where it says itself what is wrong with one of them. */
  <T> T checked(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      throw refused(file, line, ": " + e.getMessage());
    }
  }

  /** The error that tells what is wrong with a field. */
  InvalidInputException refusal(String column, String value, String wrong) {
    return refused(file, line, ", column %s: \"%s\" %s".formatted(column, value, wrong));
  }

  private static InvalidInputException refused(Path file, long line, String wrong) {
    return new InvalidInputException("%s, line %d%s; %s".formatted(file, line, wrong, REMEDY));
  }
}
