package io.sluice.gateway.cli;

import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamListener;
import java.io.IOException;

/** Where the output of an execution goes. */
interface OutputSink extends StreamListener {
  void started(String executionId, String boxId) throws IOException;

  void ended(StreamEnd end) throws IOException;
}
