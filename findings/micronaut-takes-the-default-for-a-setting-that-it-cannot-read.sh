#!/usr/bin/env bash
# Micronaut 4.10.26: a setting that cannot be converted is taken as if it were not set.
#
# With POOL_SIZE=many in the environment, @Bindable(defaultValue = "6") int size of a @ConfigurationProperties record is 6, and
# @Property(name = "pool.size") @Nullable Integer is null: no error, no warning. Only a required value fails, and its message is about a
# missing one. So a typing error in an environment variable runs a service with other settings than it was given. Whoever wants it
# refused has to convert the raw value once more and look at the conversion's error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.micronaut</groupId><artifactId>micronaut-inject-java</artifactId><version>4.10.26</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
mkdir -p "$folder/src/finding" "$folder/classes"
cat >"$folder/src/finding/Pool.java" <<'JAVA'
package finding;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

@ConfigurationProperties("pool")
public record Pool(@Bindable(defaultValue = "6") int size) {}
JAVA
cat >"$folder/src/finding/Single.java" <<'JAVA'
package finding;

import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;

@Singleton
public class Single {
    final Integer size;

    Single(@Property(name = "pool.size") @Nullable Integer size) {
        this.size = size;
    }
}
JAVA
cat >"$folder/src/finding/Main.java" <<'JAVA'
package finding;

import io.micronaut.context.ApplicationContext;

public class Main {
    public static void main(String[] args) {
        try (ApplicationContext context = ApplicationContext.run()) {
            System.out.println("set: " + context.getProperty("pool.size", String.class).orElseThrow());
            System.out.println("record: " + context.getBean(Pool.class).size());
            System.out.println("parameter: " + context.getBean(Single.class).size);
        }
    }
}
JAVA
mvn -q -f "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
javac -parameters -cp "$folder/lib/*" -d "$folder/classes" "$folder"/src/finding/*.java
seen=$(POOL_SIZE=many java -cp "$folder/classes:$folder/lib/*" finding.Main)
expected='set: many
record: 6
parameter: null'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
