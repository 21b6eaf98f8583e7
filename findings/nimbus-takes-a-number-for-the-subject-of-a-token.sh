#!/usr/bin/env bash
# nimbus-jose-jwt 10.6: a token whose "sub" is a number is taken, and getSubject() gives the number's text.
#
# RFC 7519, section 4.1.2, has "sub" as a StringOrURI. JWTClaimsSet.parse takes {"sub":7} without an error, and getSubject() is "7", the
# same as for {"sub":"7"}. So a check of the type behind the parser never sees the number, while "aud":7 and "iss":7 are refused by
# ParseException. Who keys anything by the subject must be sure that its issuer gives texts only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies><dependency><groupId>com.nimbusds</groupId><artifactId>nimbus-jose-jwt</artifactId><version>10.6</version></dependency></dependencies>
</project>
POM
cat >"$folder/Main.java" <<'JAVA'
import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;

class Main {
    public static void main(String[] args) throws Exception {
        for (String json : new String[] {"{\"sub\":7}", "{\"sub\":\"7\"}", "{\"iss\":7}", "{\"aud\":7}"}) {
            try {
                JWTClaimsSet claims = JWTClaimsSet.parse(json);
                System.out.println(json + " subject " + claims.getSubject());
            } catch (ParseException e) {
                System.out.println(json + " refused");
            }
        }
    }
}
JAVA
mvn -q -f "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
seen=$(java -cp "$folder/lib/*" "$folder/Main.java")
expected='{"sub":7} subject 7
{"sub":"7"} subject 7
{"iss":7} refused
{"aud":7} refused'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
