package io.sluice.gateway.serialization;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sealed interface of ours is its own list of variants; each is named within it. */
final class SealedTypes extends NopAnnotationIntrospector {
  private static final long serialVersionUID = 1L;
  private static final String OURS = "io.sluice.";
  private static final JsonTypeInfo.Value BY_NAME =
      JsonTypeInfo.Value.construct(
          JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "@type", null, false, null, null);

  @Override
  public @Nullable TypeResolverBuilder<?> findTypeResolver(
      MapperConfig<?> config, AnnotatedClass annotated, JavaType base) {
    return isVariant(annotated.getRawType())
        ? new StdTypeResolverBuilder().init(BY_NAME, null)
        : null;
  }

  @Override
  public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
    List<NamedType> found = new ArrayList<>();
    collect(annotated.getRawType(), found);
    return found.isEmpty() ? null : found;
  }

  @Override
  public @Nullable String findTypeName(AnnotatedClass annotated) {
    return isVariant(annotated.getRawType()) ? name(annotated.getRawType()) : null;
  }

  /** Sealed itself, or a record of something sealed. Enums need no help. */
  private static boolean isVariant(Class<?> type) {
    if (!type.getName().startsWith(OURS) || type.isEnum()) {
      return false;
    }
    if (type.isSealed()) {
      return true;
    }
    for (Class<?> parent : type.getInterfaces()) {
      if (isVariant(parent)) {
        return true;
      }
    }
    return false;
  }

  private static void collect(Class<?> type, List<NamedType> found) {
    if (!type.isSealed() || !type.getName().startsWith(OURS)) {
      return;
    }
    for (Class<?> variant : type.getPermittedSubclasses()) {
      if (variant.isSealed()) {
        collect(variant, found);
      } else {
        found.add(new NamedType(variant, name(variant)));
      }
    }
  }

  private static String name(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1);
  }
}
