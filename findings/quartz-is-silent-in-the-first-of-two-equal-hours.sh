#!/usr/bin/env bash
# Quartz 2.5.2: what a schedule of every 15 minutes does when the clocks are put back.
#
# In Europe/Berlin on 2027-10-31, the hour from 2:00 to 3:00 comes twice. "0 */15 * * * ?" does not fire in the first one: after 1:45 comes
# the second 2:00, 75 minutes later. Spring's CronExpression and crontabs go on every 15 minutes. Whoever cannot do without a run
# for an hour, once a year, has to give such a trigger the time zone UTC.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.quartz-scheduler</groupId><artifactId>quartz</artifactId><version>2.5.2</version></dependency>
    <dependency><groupId>org.springframework</groupId><artifactId>spring-context</artifactId><version>7.0.10</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
cat >"$folder/Main.java" <<'JAVA'
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.TimeZone;

public class Main {
    public static void main(String[] args) throws Exception {
        ZonedDateTime start = ZonedDateTime.parse("2027-10-31T01:30:00+02:00[Europe/Berlin]");
        var quartz = new org.quartz.CronExpression("0 */15 * * * ?");
        quartz.setTimeZone(TimeZone.getTimeZone(start.getZone()));
        var spring = org.springframework.scheduling.support.CronExpression.parse("0 */15 * * * *");
        ZonedDateTime byQuartz = start;
        ZonedDateTime bySpring = start;
        for (int i = 0; i < 3; i++) {
            byQuartz = quartz.getNextValidTimeAfter(Date.from(byQuartz.toInstant())).toInstant().atZone(start.getZone());
            bySpring = spring.next(bySpring);
            System.out.println("Quartz " + byQuartz.toOffsetDateTime() + ", Spring " + bySpring.toOffsetDateTime());
        }
    }
}
JAVA
cd "$folder"
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath >/dev/null
seen=$(java -cp "$(cat classpath)" Main.java)
echo "$seen"
expected='Quartz 2027-10-31T01:45+02:00, Spring 2027-10-31T01:45+02:00
Quartz 2027-10-31T02:00+01:00, Spring 2027-10-31T02:00+02:00
Quartz 2027-10-31T02:15+01:00, Spring 2027-10-31T02:15+02:00'
[ "$seen" = "$expected" ] || { echo "it behaves otherwise now"; exit 1; }
