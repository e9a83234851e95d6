package onestep.contract.kafka;

/** Lets tests outside this package meet a schema that nobody has published. */
public final class UnknownSchemas {

  private UnknownSchemas() {}

  /** What an {@link AvroDeserializer} throws then. */
  public static UnknownSchemaException exception() {
    return new UnknownSchemaException("no schema with fingerprint 0123456789abcdef");
  }
}
