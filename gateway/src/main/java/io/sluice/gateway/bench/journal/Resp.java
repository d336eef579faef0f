package io.sluice.gateway.bench.journal;

import io.sluice.protocol.model.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** As much of the protocol of Redis as a load needs. */
final class Resp {
  private static final Payload END = Payload.utf8("\r\n");

  private Resp() {}

  /** A command of these words, not flushed. */
  static void command(OutputStream out, Payload... words) throws IOException {
    text(out, "*" + words.length);
    for (Payload word : words) {
      text(out, "$" + word.size());
      word.writeTo(out);
      END.writeTo(out);
    }
  }

  private static void text(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * What a simple, a bulk or a number answer says.
   *
   * @throws IOException for an error, nothing, a list, or what is no answer
   */
  static String answer(Answers answers) throws IOException {
    String line = answers.line();
    if (line.isEmpty()) {
      throw new IOException("Redis sent an empty line");
    }
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+', ':' -> rest;
      case '$' -> answers.block(length(rest));
      case '-' -> throw new IOException("Redis refused: " + rest);
      default -> throw new IOException("Redis sent what is no answer here: " + line);
    };
  }

  private static int length(String text) throws IOException {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException wrong) {
      throw new IOException("Redis sent a length that is none: " + text, wrong);
    }
  }
}
