package io.sluice.gateway.it;

import io.sluice.protocol.model.Channel;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A read-only client of the plain contract: it counts what it received and comes back there. */
final class ObserverSoakReader implements SoakReader {
  private final SoakLine line;
  private final TakenLog taken = new TakenLog();
  private @Nullable Integer exit;

  ObserverSoakReader(SoakLine line) {
    this.line = line;
  }

  @Override
  public Read read() throws Exception {
    while (exit == null) {
      try {
        readOn();
      } catch (IOException broken) {
        line.script().cameBack(broken);
      }
    }
    return taken.read(exit);
  }

  private void readOn() throws IOException {
    SoakLine.Opened opened =
        line.get("attach?stdin=0&from=" + taken.offset(), WireConnection.upgrade(Map.of()));
    try (WireConnection connection = opened.connection()) {
      if (!opened.head().hasUpgraded()) {
        throw new AssertionError("an attach was answered with " + opened.head().status());
      }
      while (exit == null) {
        take(connection, connection.frame());
      }
    }
  }

  private void take(WireConnection connection, WireFrame frame) throws IOException {
    switch (frame.kind()) {
      case BINARY -> {
        byte[] payload = frame.payload();
        taken.add(payload[0] == 1 ? Channel.STDOUT : Channel.STDERR, payload, 1);
      }
      case PING -> connection.send(new WireFrame(FrameKind.PONG, frame.payload()).bytes());
      case TEXT -> exit = PlainSoakReader.exitCode(frame.text());
      case CLOSE -> throw new AssertionError("closed with " + frame.closeCode());
      case PONG, CONTINUATION -> throw new AssertionError("a frame of kind " + frame.kind());
    }
  }
}
