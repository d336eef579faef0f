package io.sluice.gateway.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.protocol.model.Channel;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A client that knows no offsets: it echoes pings, and after a cut asks the status once and
 * believes what it is told (PROTOCOL.md, section 3).
 */
final class PlainSoakReader implements SoakReader {
  /** The window, and the frame that may exceed it. */
  private static final int WINDOW = (1 << 20) + (1 << 16);

  /** While the gateway asks whether the one before still lives. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final SoakLine line;
  private final SoakTally tally;
  private final Reassembly stdout;
  private final Reassembly stderr;
  private @Nullable Integer exit;

  /** How many bytes came again on this connection. */
  private long back;

  PlainSoakReader(SoakLine line, SoakTally tally, SoakCommand written) {
    this.line = line;
    this.tally = tally;
    this.stdout = new Reassembly(written.stdout());
    this.stderr = new Reassembly(written.stderr());
  }

  @Override
  public Read read() throws Exception {
    while (exit == null) {
      stdout.begin();
      stderr.begin();
      back = 0;
      IOException broken = null;
      try {
        readOn();
      } catch (IOException failed) {
        broken = exit == null ? failed : null;
      }
      back += stdout.end() + stderr.end();
      tellRepeat();
      if (broken != null) {
        line.script().cameBack(broken);
        askStatus();
      }
    }
    if (!stdout.isWhole() || !stderr.isWhole()) {
      throw new AssertionError("it was told the end before it had all: " + line.execution());
    }
    Map<Channel, String> channels =
        Map.of(Channel.STDOUT, stdout.sha256(), Channel.STDERR, stderr.sha256());
    return new Read(channels, null, (long) stdout.have() + stderr.have(), exit);
  }

  private void tellRepeat() {
    if (back > WINDOW) {
      throw new AssertionError(back + " bytes came again after one cut");
    }
    if (back > 0) {
      tally.repeated(back);
    }
  }

  private void askStatus() throws IOException {
    JsonNode status = line.status();
    if (!status.path("status").asText().equals("running")) {
      exit = status.path("exit_code").asInt();
    }
  }

  /** One connection. */
  private void readOn() throws IOException {
    SoakLine.Opened opened = line.get("attach", WireConnection.upgrade(Map.of()));
    try (WireConnection connection = opened.connection()) {
      if (opened.head().status() == 409) {
        LockSupport.parkNanos(PAUSE_NANOS);
        return;
      }
      if (!opened.head().hasUpgraded()) {
        throw new AssertionError("an attach was answered with " + opened.head().status());
      }
      frames(connection);
    }
  }

  /** Echoes only when nothing more is at hand, so that cuts find something unacknowledged. */
  private void frames(WireConnection connection) throws IOException {
    WireFrame ping = null;
    while (true) {
      if (ping != null && connection.in().available() == 0) {
        connection.send(new WireFrame(FrameKind.PONG, ping.payload()).bytes());
        ping = null;
      }
      WireFrame frame = connection.frame();
      switch (frame.kind()) {
        case BINARY -> back += output(frame.payload());
        case PING -> ping = frame;
        case TEXT -> exit = exitCode(frame.text());
        case CLOSE -> {
          if (exit == null) {
            throw new AssertionError("closed with " + frame.closeCode() + " before the exit");
          }
          return;
        }
        case PONG, CONTINUATION -> throw new AssertionError("a frame of kind " + frame.kind());
      }
    }
  }

  private int output(byte[] payload) {
    if (exit != null) {
      throw new AssertionError("output after the exit");
    }
    return (payload[0] == 1 ? stdout : stderr).add(payload, 1);
  }

  static int exitCode(String text) throws IOException {
    JsonNode frame = new ObjectMapper().readTree(text);
    if (!frame.path("type").asText().equals("exit")) {
      throw new AssertionError("neither output nor exit: " + text);
    }
    return frame.path("exit_code").asInt();
  }
}
