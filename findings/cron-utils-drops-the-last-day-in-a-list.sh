#!/usr/bin/env bash
# cron-utils 9.2.1: what supportsL() admits, and what becomes of L in a list.
#
# A definition whose day of month has supportsL() also accepts "L-3" (the third day before the last) and a lower-case "l". "L" in a list is
# accepted and then ignored: "0 8 L,15 * *" next fires, after January 15, on February 15 and not on
# January 31. Whoever wants only a plain L has to check the text before handing it to the parser.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.cronutils</groupId><artifactId>cron-utils</artifactId><version>9.2.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
cat >"$folder/Main.java" <<'JAVA'
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.ZonedDateTime;

public class Main {
    public static void main(String[] args) {
        CronDefinition definition = CronDefinitionBuilder.defineCron()
                .withMinutes().and()
                .withHours().and()
                .withDayOfMonth().supportsL().and()
                .withMonth().and()
                .withDayOfWeek().and()
                .instance();
        ZonedDateTime start = ZonedDateTime.parse("2026-01-15T12:00:00Z");
        for (String text : new String[] {"0 8 L * *", "0 8 L-3 * *", "0 8 l * *", "0 8 L,15 * *"}) {
            System.out.println(text + " -> " + ExecutionTime.forCron(new CronParser(definition).parse(text).validate())
                    .nextExecution(start)
                    .map(next -> next.toLocalDate().toString())
                    .orElse("never"));
        }
    }
}
JAVA
cd "$folder"
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath >/dev/null
seen=$(java -cp "$(cat classpath)" Main.java)
echo "$seen"
expected='0 8 L * * -> 2026-01-31
0 8 L-3 * * -> 2026-01-28
0 8 l * * -> 2026-01-31
0 8 L,15 * * -> 2026-02-15'
[ "$seen" = "$expected" ] || { echo "it behaves otherwise now"; exit 1; }
