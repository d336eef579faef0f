package io.sluice.gateway.serialization;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.sluice.protocol.model.Payload;
import java.io.IOException;

/**
 * Teaches Jackson the values of the protocol, which know nothing of it: payloads as bytes, sealed
 * types by the name of their variant. Nodes of one cluster run the same version, so these names are
 * no stored or public contract.
 */
public final class CrossNodeModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  public CrossNodeModule() {
    super("sluice-cross-node");
    addSerializer(Payload.class, new PayloadSerializer());
    addDeserializer(Payload.class, new PayloadDeserializer());
  }

  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.insertAnnotationIntrospector(new SealedTypes());
  }

  private static final class PayloadSerializer extends JsonSerializer<Payload> {
    @Override
    public void serialize(Payload value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeBinary(value.toByteArray());
    }

    @Override
    public void serializeWithType(
        Payload value, JsonGenerator out, SerializerProvider provider, TypeSerializer type)
        throws IOException {
      serialize(value, out, provider);
    }
  }

  private static final class PayloadDeserializer extends JsonDeserializer<Payload> {
    @Override
    public Payload deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Payload.owning(in.getBinaryValue());
    }
  }
}
