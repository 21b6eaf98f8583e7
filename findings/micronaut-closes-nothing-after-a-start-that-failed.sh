#!/usr/bin/env bash
# Micronaut 4.10.26: if an eager bean (@Context) cannot be made, the eager beans that were made before it are never closed.
#
# ApplicationContext.start() throws and closes nothing, and a call of close() on that context does nothing either: stop() looks only
# at contexts that run. A thread or a client that such a bean began to use in its factory method goes on, in tests for all later
# ones of the same JVM. Whoever starts something should do so in a listener of StartupEvent, which comes once all beans are made.
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
cat >"$folder/src/finding/Wiring.java" <<'JAVA'
package finding;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;

@Factory
public class Wiring {
    public record First() implements AutoCloseable {
        @Override
        public void close() {
            System.out.println("closed");
        }
    }

    public record Second() {}

    @Context
    @Bean(preDestroy = "close")
    First first() {
        System.out.println("made");
        return new First();
    }

    @Context
    Second second(First first, @Value("${fails}") boolean fails) {
        if (fails) {
            throw new IllegalStateException("cannot be made");
        }
        return new Second();
    }
}
JAVA
cat >"$folder/src/finding/Main.java" <<'JAVA'
package finding;

import io.micronaut.context.ApplicationContext;
import java.util.Map;

public class Main {
    public static void main(String[] args) {
        for (boolean fails : new boolean[] {false, true}) {
            ApplicationContext context = ApplicationContext.builder().properties(Map.of("fails", fails)).build();
            try {
                context.start();
            } catch (RuntimeException e) {
                System.out.println("start failed");
            }
            context.close();
            System.out.println("end of fails=" + fails);
        }
    }
}
JAVA
mvn -q -f "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
javac -parameters -cp "$folder/lib/*" -d "$folder/classes" "$folder"/src/finding/*.java
seen=$(java -cp "$folder/classes:$folder/lib/*" finding.Main)
expected='made
closed
end of fails=false
made
start failed
end of fails=true'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
