package io.sluice.protocol.follow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The transition table that stands in the Javadoc of a machine. */
public final class JavadocTable {
  private static final Path SOURCES = Path.of("src/main/java");

  private JavadocTable() {}

  /** Its rows without the heading, with single blanks. */
  public static List<String> rows(Class<?> machine) throws IOException {
    Path source = SOURCES.resolve(machine.getName().replace('.', '/') + ".java");
    return Files.readAllLines(source).stream()
        .dropWhile(line -> !line.contains("<pre>"))
        .skip(2)
        .takeWhile(line -> !line.contains("</pre>"))
        .map(line -> line.replaceFirst("^ \\* ", "").replaceAll(" +", " ").strip())
        .collect(Collectors.toList());
  }

  public static String row(String name, List<String> cells) {
    return name + " | " + String.join(" | ", cells);
  }
}
