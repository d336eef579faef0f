package io.sluice.gateway.app;

import io.sluice.protocol.client.AttachListener;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a consumer is given, output and problems in their order. */
final class Seen implements AttachListener {
  private final List<String> items = new ArrayList<>();
  private final CompletableFuture<Boolean> output = new CompletableFuture<>();

  @Override
  public synchronized boolean output(Channel channel, Offset at, ByteBuffer bytes) {
    items.add(channel + " " + StandardCharsets.UTF_8.decode(bytes));
    output.complete(true);
    return true;
  }

  @Override
  public synchronized void problem(String code, String message) {
    items.add(code);
  }

  synchronized List<String> items() {
    return List.copyOf(items);
  }

  void awaitOutput() throws Exception {
    output.get(60, TimeUnit.SECONDS);
  }
}
