package io.sluice.protocol.fuzz;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.runner.LinkCodec;
import io.sluice.protocol.runner.LinkFrames;
import io.sluice.protocol.runner.LinkMessage;
import io.sluice.protocol.wire.V1Frames;
import io.sluice.protocol.wire.V1Samples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What decoders take. */
final class Good {
  private Good() {}

  static List<byte[]> attach() {
    return texts(
        "{\"type\":\"resize\",\"cols\":120,\"rows\":40}",
        "{\"type\":\"signal\",\"sig\":2}",
        "{\"type\":\"stdin_eof\"}");
  }

  static List<byte[]> v1Server() {
    return V1Samples.ofServer().stream()
        .map(frame -> V1Samples.bytes(V1Frames.encode(frame)).toByteArray())
        .toList();
  }

  static List<byte[]> v1Client() {
    return V1Samples.ofClient().stream()
        .map(frame -> V1Samples.bytes(V1Frames.encode(frame)).toByteArray())
        .toList();
  }

  static List<byte[]> requests() {
    return texts(
        """
        {"command":"sh","args":["-c","exit 7"],"env":{"A":"1"},"working_dir":"/tmp","tty":true,
         "timeout_seconds":1.5,"stdin":"closed","labels":{"team":"x"}}\
        """,
        """
        {"name":"b1","image":"debian","cpus":2,"memory_mib":512,"env":{"A":"1"},
         "working_dir":"/tmp","labels":{"team":"x"},"network":{"mode":"none"},"auto_stop":true}\
        """,
        "{\"signal\":15}",
        "{\"cols\":80,\"rows\":24}",
        "{\"name\":\"ci\",\"tenant\":\"acme\",\"scopes\":[\"user\"]}",
        """
        {"sub":"key-1","principal_type":"user","path_prefix":null,"scopes":["user"]}\
        """);
  }

  static List<byte[]> runner() {
    return messages(LinkFrames.ofRunner().stream().map(LinkCodec::encode));
  }

  static List<byte[]> gateway() {
    return messages(LinkFrames.ofGateway().stream().map(LinkCodec::encode));
  }

  private static List<byte[]> messages(Stream<LinkMessage> messages) {
    return messages
        .map(
            message ->
                switch (message) {
                  case LinkMessage.Text(String json) -> json.getBytes(StandardCharsets.UTF_8);
                  case LinkMessage.Binary(Payload bytes) -> bytes.toByteArray();
                })
        .toList();
  }

  private static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
