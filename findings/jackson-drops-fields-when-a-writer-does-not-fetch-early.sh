#!/usr/bin/env bash
# Jackson 2.21.1: SerializationFeature.EAGER_SERIALIZER_FETCH, described as a matter of when a serializer is looked up, changes what
# a writer of a polymorphic base type writes. With it (the default), writerFor(Base.class) writes the fields of the value's own
# class; without it, those of Base only, so that an interface leaves nothing but its type. No error tells.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies><dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>2.21.1</version></dependency></dependencies>
</project>
POM
cat >"$folder/Main.java" <<'JAVA'
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

public class Main {
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
    public sealed interface Shape permits Circle {}

    public record Circle(int radius) implements Shape {}

    public static void main(String[] args) throws Exception {
        ObjectMapper early = new ObjectMapper();
        ObjectMapper late = new ObjectMapper().disable(SerializationFeature.EAGER_SERIALIZER_FETCH);
        System.out.println(early.writerFor(Shape.class).writeValueAsString(new Circle(2)));
        System.out.println(late.writerFor(Shape.class).writeValueAsString(new Circle(2)));
    }
}
JAVA
mvn -q -f "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
seen=$(java -cp "$folder/lib/*" "$folder/Main.java")
expected='{"type":"circle","radius":2}
{"type":"circle"}'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
