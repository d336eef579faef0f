package io.sluice.protocol.client;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records what an attachment gives it, a line each. */
record Recorder(List<String> lines) implements AttachListener {
  Recorder() {
    this(new CopyOnWriteArrayList<>());
  }

  /** Attaches to a peer that follows a script, and waits for the end. */
  static AttachEnd attach(FakePeer.Script script, AttachListener listener)
      throws IOException, InterruptedException {
    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        Attachment attachment = client.attach(AttachRequest.controller("e1"), listener)) {
      return attachment.await();
    }
  }

  @Override
  public boolean output(Channel channel, Offset at, ByteBuffer bytes) throws IOException {
    lines.add(channel + "@" + at + " " + StandardCharsets.ISO_8859_1.decode(bytes));
    return true;
  }

  @Override
  public void problem(String code, String message) {
    lines.add(code + ": " + message);
  }
}
