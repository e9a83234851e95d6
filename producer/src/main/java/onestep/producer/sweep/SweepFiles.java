package onestep.producer.sweep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.BackendChoice;
import onestep.contract.cell.Footprint;

/** Finds sweeps: a file, or the name of a preset. */
public final class SweepFiles {

  private SweepFiles() {}

  /**
   * Loads a sweep and checks it against the limits.
   *
   * @param fileOrPreset path of a sweep file; if there is none, the name of a preset
   * @throws InvalidInputException if there is no such sweep, or it is not right; the message names
   *     the place
   */
  public static Sweep load(String fileOrPreset, Limits limits) {
    return load(fileOrPreset, limits, Optional.empty());
  }

  /**
   * The same with a backend of its own.
   *
   * @param backend takes the place of what the sweep says
   */
  public static Sweep load(String fileOrPreset, Limits limits, Optional<BackendChoice> backend) {
    Path file = path(fileOrPreset);
    if (Files.exists(file)) {
      String fileName = file.getFileName() == null ? fileOrPreset : file.getFileName().toString();
      return read(text(file, limits), fileName, withoutExtension(fileName), limits, backend);
    }
    if (fileOrPreset.indexOf('.') < 0 && file.getNameCount() == 1 && !file.isAbsolute()) {
      return read(
          Presets.text(fileOrPreset), fileOrPreset + ".yaml", fileOrPreset, limits, backend);
    }
    throw new InvalidInputException(
        "no sweep file " + fileOrPreset + "; give a file or a preset: " + Presets.NAMES);
  }

  /**
   * The sweep of a published specification. Its memory was checked when it was submitted.
   *
   * @param specification as {@link Sweep#specification} gave it
   * @throws InvalidInputException if this version would plan other cells from it
   */
  public static Sweep published(String name, String specification) {
    Sweep sweep = readSpecification(name, specification, Optional.empty());
    if (!sweep.specification().equals(specification)) {
      throw new InvalidInputException(
          "sweep "
              + name
              + " was planned by another version of Onestep; submit its file again, or use that"
              + " version");
    }
    return sweep;
  }

  /**
   * The sweep of a published specification, computed elsewhere: its cells on the other side are
   * others, with no rows yet.
   *
   * @throws InvalidInputException if this version would plan other cells from it
   */
  public static Sweep published(String name, String specification, BackendChoice backend) {
    published(name, specification);
    return readSpecification(name, specification, Optional.of(backend));
  }

  private static Sweep readSpecification(
      String name, String specification, Optional<BackendChoice> backend) {
    Limits limits = Limits.DEFAULT.withTaskMemoryBytes(Long.MAX_VALUE);
    return SweepReader.readSpecification(specification, name, limits, backend, Footprint::bytes);
  }

  private static Sweep read(
      String text, String sourceName, String name, Limits limits, Optional<BackendChoice> backend) {
    return SweepReader.read(text, sourceName, name, limits, backend, Footprint::bytes);
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new InvalidInputException("no sweep file '" + text + "': " + e.getReason(), e);
    }
  }

  private static String text(Path file, Limits limits) {
    if (Files.isDirectory(file)) {
      throw new InvalidInputException(file + " is a directory; give a sweep file or a preset");
    }
    try {
      long size = Files.size(file);
      if (size > limits.fileBytes()) {
        throw new InvalidInputException(
            String.format(
                Locale.ROOT,
                "%s has %,d bytes, more than the limit of %,d for a sweep file: use lists",
                file,
                size,
                limits.fileBytes()));
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + " is not UTF-8 text: save it as UTF-8", e);
    } catch (IOException e) {
      throw new InvalidInputException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static String withoutExtension(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot > 0 ? fileName.substring(0, dot) : fileName;
  }
}
