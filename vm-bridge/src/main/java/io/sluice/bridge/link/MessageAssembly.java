package io.sluice.bridge.link;

import io.sluice.protocol.model.Payload;
import io.sluice.protocol.runner.LinkFault;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.runner.LinkMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Puts the parts of a message together, never more than a message may have. */
final class MessageAssembly {
  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

  /**
   * @return the message, when this was its last part
   */
  @Nullable LinkMessage text(CharSequence part, boolean last) {
    requireRoom(text.length(), part.length(), LinkLimits.MAX_CONTROL_BYTES);
    text.append(part);
    if (!last) {
      return null;
    }
    LinkMessage message = new LinkMessage.Text(text.toString());
    text.setLength(0);
    return message;
  }

  /**
   * @return the message, when this was its last part
   */
  @Nullable LinkMessage binary(ByteBuffer part, boolean last) {
    requireRoom(binary.size(), part.remaining(), LinkLimits.MAX_BINARY_BYTES);
    byte[] copy = new byte[part.remaining()];
    part.get(copy);
    binary.writeBytes(copy);
    if (!last) {
      return null;
    }
    LinkMessage message = new LinkMessage.Binary(Payload.owning(binary.toByteArray()));
    binary.reset();
    return message;
  }

  private static void requireRoom(int present, int more, int limit) {
    if (more > limit - present) {
      throw new LinkFault(LinkFault.Reason.OVERSIZE, "a message has more than " + limit + " bytes");
    }
  }
}
