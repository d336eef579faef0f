package io.sluice.gateway.testing;

import io.sluice.gateway.box.BoxRunners;
import io.sluice.protocol.model.BoxId;
import java.util.ArrayList;
import java.util.List;

/** Keeps what runners would be told. */
public final class FakeBoxRunners implements BoxRunners {
  private final List<BoxId> stopped = new ArrayList<>();
  private final List<BoxId> removed = new ArrayList<>();

  @Override
  public void boxStopped(BoxId box) {
    stopped.add(box);
  }

  @Override
  public void boxRemoved(BoxId box) {
    removed.add(box);
  }

  public List<BoxId> stopped() {
    return stopped;
  }

  public List<BoxId> removed() {
    return removed;
  }
}
