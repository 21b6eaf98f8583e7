#!/usr/bin/env bash
# Jackson 2.21.1: a number beyond a double, read into a tree and written again, comes out as a text.
#
# {"limit":1e400} is well-formed JSON (RFC 8259, section 6, sets no limit). ObjectMapper.readTree makes a DoubleNode with Infinity
# of it, without an error, and writeValueAsString writes {"limit":"Infinity"}: the type has changed from number to string.
# Neither StreamReadConstraints nor a FAIL_ON_… feature tells. With USE_BIG_DECIMAL_FOR_FLOATS the number is kept.
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
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

class Main {
    public static void main(String[] args) throws Exception {
        String json = "{\"limit\":1e400}";
        ObjectMapper plain = new ObjectMapper();
        ObjectMapper exact = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        System.out.println(plain.writeValueAsString(plain.readTree(json)));
        System.out.println(exact.writeValueAsString(exact.readTree(json)));
    }
}
JAVA
mvn -q -f "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
seen=$(java -cp "$folder/lib/*" "$folder/Main.java")
expected='{"limit":"Infinity"}
{"limit":1E+400}'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
