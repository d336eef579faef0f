package io.sluice.gateway.recording;

import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The first line of a recording. Of the environment it has nothing. */
final class CastHeader {
  private static final TerminalSize USUAL_SIZE = new TerminalSize(80, 24);
  private static final int MAX_COMMAND = 1_000;

  private CastHeader() {}

  /** That of what had no terminal is the usual one. */
  static TerminalSize size(Facts facts) {
    TerminalSize size = facts.command().terminal();
    return size == null ? USUAL_SIZE : size;
  }

  static String of(Facts facts, TerminalSize size, Instant at, CastOptions options) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("version", options.format().number());
    switch (options.format()) {
      case V2 -> {
        header.put("width", size.columns());
        header.put("height", size.rows());
      }
      case V3 -> {
        Map<String, Object> terminal = new LinkedHashMap<>();
        terminal.put("cols", size.columns());
        terminal.put("rows", size.rows());
        header.put("term", terminal);
      }
    }
    header.put("timestamp", at.getEpochSecond());
    if (options.idleSeconds() != null) {
      header.put("idle_time_limit", options.idleSeconds());
    }
    header.put("command", command(facts.command()));
    header.put("title", facts.execution().value());
    return new String(Json.write(header).toByteArray(), StandardCharsets.UTF_8);
  }

  /** As one would type it, as far as it is not too long. */
  private static String command(CommandSpec command) {
    String line =
        Stream.concat(Stream.of(command.program()), command.arguments().stream())
            .map(CastHeader::quoted)
            .collect(Collectors.joining(" "));
    return line.length() <= MAX_COMMAND
        ? line
        : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, MAX_COMMAND - 1)))
            + "\u2026";
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
