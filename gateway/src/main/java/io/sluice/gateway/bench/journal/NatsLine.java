package io.sluice.gateway.bench.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** As much of the protocol of NATS as a load needs. */
final class NatsLine {
  private NatsLine() {}

  /** A message that asks for an answer, not flushed. */
  static void publish(OutputStream out, String subject, String replyTo, Writable body, int bytes)
      throws IOException {
    text(out, "PUB " + subject + " " + replyTo + " " + bytes);
    body.writeTo(out);
    text(out, "");
  }

  /** A body of a message. */
  interface Writable {
    void writeTo(OutputStream out) throws IOException;
  }

  /** A line with its end. */
  static void text(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The body of the next message; pings are answered, other lines passed over.
   *
   * @throws IOException for an error of the server
   */
  static String message(Answers answers, Pong pong) throws IOException {
    while (true) {
      String line = answers.line();
      if (line.startsWith("MSG ")) {
        return answers.block(length(line));
      }
      if (line.startsWith("-ERR")) {
        throw new IOException("NATS refused: " + line.substring("-ERR".length()).strip());
      }
      if (line.equals("PING")) {
        pong.send();
      }
    }
  }

  /** Answers a ping. */
  interface Pong {
    void send() throws IOException;
  }

  /** {@code MSG subject sid [reply-to] bytes}. */
  private static int length(String line) throws IOException {
    try {
      return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
    } catch (NumberFormatException wrong) {
      throw new IOException("NATS sent a length that is none: " + line, wrong);
    }
  }
}
