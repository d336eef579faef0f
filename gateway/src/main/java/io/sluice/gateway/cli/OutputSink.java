package io.sluice.gateway.cli;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachListener;
import java.io.IOException;

/** Where the output of a run goes. */
interface OutputSink extends AttachListener {
  void started(String executionId, String boxId) throws IOException;

  void ended(AttachEnd end) throws IOException;
}
