package onestep.aggregator.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files that the page is made of, read and compressed once. */
final class Assets {

  private static final String HTML = "text/html; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  /** The modules of the page; main.js has the others loaded. */
  private static final List<String> MODULES =
      List.of(
          "main",
          "address",
          "cells",
          "chart",
          "columns",
          "dom",
          "downloads",
          "failures",
          "feed",
          "figures",
          "filter",
          "format",
          "listener",
          "quantities",
          "scales",
          "series",
          "store",
          "stream",
          "sweeps",
          "table",
          "theme",
          "workers");

  private final Map<String, Answer> byPath = new HashMap<>();

  Assets() {
    add("/", "index.html", HTML);
    add("/onestep.css", "onestep.css", CSS);
    add("/onestep.svg", "onestep.svg", "image/svg+xml");
    add("/uplot.css", UPLOT + "uPlot.min.css", CSS);
    add("/uplot.js", UPLOT + "uPlot.iife.min.js", SCRIPT);
    for (String module : MODULES) {
      add("/js/" + module + ".js", "js/" + module + ".js", SCRIPT);
    }
  }

  static List<String> modules() {
    return MODULES;
  }

  /** The file at a path of the address. */
  Optional<Answer> at(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  private void add(String path, String resource, String type) {
    byPath.put(path, Answer.of(200, type, read(resource)).zippedOnce());
  }

  private static byte[] read(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
