package io.sluice.persistence.codec;

import io.sluice.protocol.execution.Event;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Hands events to the journal plugin in the form of {@link EventCodec}. */
public final class EventSerializer extends SerializerWithStringManifest {
  @Override
  public int identifier() {
    return StoredNames.EVENT_SERIALIZER;
  }

  @Override
  public String manifest(Object event) {
    return EventCodec.manifest((Event) event);
  }

  @Override
  public byte[] toBinary(Object event) {
    return EventCodec.encode((Event) event).bytes().toByteArray();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    return EventCodec.decode(manifest, bytes);
  }
}
