namespace Dashboard.Tests.Checks.Sbom;

/// <summary>Small, complete bills of materials that the tests start from.</summary>
internal static class SbomSamples
{
    public static readonly string Sha256 = new('a', 64);
    public static readonly string Sha512 = new('b', 128);

    public static string CycloneDx(string version) =>
        $$"""
        {
          "bomFormat": "CycloneDX",
          "specVersion": "{{version}}",
          "version": 1,
          "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
          "metadata": {
            "timestamp": "2026-11-01T10:00:00Z",
            "authors": [{ "name": "Release Manager" }],
            "component": {
              "type": "application", "bom-ref": "app", "name": "example", "version": "1.0",
              "hashes": [{ "alg": "SHA-256", "content": "{{Sha256}}" }, { "alg": "SHA-512", "content": "{{Sha512}}" }]
            }
          },
          "components": [
            {
              "type": "library", "bom-ref": "lib", "name": "library", "version": "2.0", "supplier": { "name": "Somebody" },
              "purl": "pkg:maven/org.example/library@2.0",
              "licenses": [{ "license": { "id": "Apache-2.0" } }],
              "hashes": [{ "alg": "SHA-256", "content": "{{Sha256}}" }]
            }
          ],
          "dependencies": [{ "ref": "app", "dependsOn": ["lib"] }]
        }
        """;

    public static readonly string Spdx =
        $$"""
        {
          "spdxVersion": "SPDX-2.3",
          "dataLicense": "CC0-1.0",
          "SPDXID": "SPDXRef-DOCUMENT",
          "name": "example-1.0",
          "documentNamespace": "https://example.org/spdx/example-1.0",
          "creationInfo": { "created": "2026-11-01T10:00:00Z", "creators": ["Tool: example-tool-1", "Person: Release Manager"] },
          "packages": [
            {
              "SPDXID": "SPDXRef-app", "name": "example", "versionInfo": "1.0", "downloadLocation": "NOASSERTION",
              "checksums": [{ "algorithm": "SHA512", "checksumValue": "{{Sha512}}" }]
            },
            {
              "SPDXID": "SPDXRef-lib", "name": "library", "versionInfo": "2.0", "downloadLocation": "https://example.org/library",
              "supplier": "Organization: Somebody", "licenseConcluded": "Apache-2.0",
              "checksums": [{ "algorithm": "SHA1", "checksumValue": "{{new string('c', 40)}}" }],
              "externalRefs": [{ "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:maven/org.example/library@2.0" }]
            }
          ],
          "relationships": [
            { "spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-app" },
            { "spdxElementId": "SPDXRef-app", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-lib" }
          ]
        }
        """;
}
