using Dashboard.Checks.Licences;

namespace Dashboard.Features.Demo;

/// <summary>What a project of the demo releases: the files in its archives.</summary>
/// <param name="Name">The project's key.</param>
/// <param name="Display">As in its NOTICE.</param>
internal sealed record DemoProduct(string Name, string Display, bool IsPodling = false)
{
    private const int PartBytes = 8 * 1024 * 1024;

    private const string Header =
        """
        /*
         * Licensed to the Apache Software Foundation (ASF) under one or more
         * contributor license agreements.  See the NOTICE file distributed with
         * this work for additional information regarding copyright ownership.
         * The ASF licenses this file to You under the Apache License, Version 2.0
         * (the "License"); you may not use this file except in compliance with
         * the License.  You may obtain a copy of the License at
         *
         *      http://www.apache.org/licenses/LICENSE-2.0
         *
         * Unless required by applicable law or agreed to in writing, software
         * distributed under the License is distributed on an "AS IS" BASIS,
         * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
         * See the License for the specific language governing permissions and
         * limitations under the License.
         */

        """;

    private static readonly string[] Kinds = ["Reader", "Writer", "Index", "Segment", "Cursor", "Schema", "Planner", "Cache", "Codec", "Session"];
    private static readonly string[] Parts = ["Log", "Block", "Key", "Query", "Batch", "Lease"];

    /// <summary>The sources, with all that a source release must hold.</summary>
    /// <param name="root">The one directory at the archive's top.</param>
    public IReadOnlyList<ArchiveMember> Sources(string root, string version) =>
    [
        .. Legal(root),
        new($"{root}/README.md", $"# {Display} {version}\n\nBuild with `./gradlew build`; the manual is in `docs/`.\n"),
        .. from part in Parts
           from kind in Kinds
           select new ArchiveMember($"{root}/src/main/java/org/apache/{Package}/{part}{kind}.java", SourceOf(part, kind)),
    ];

    /// <summary>A built distribution of about a size that takes a moment to check.</summary>
    /// <param name="mebibytes">Rounded up to 8.</param>
    public IReadOnlyList<ArchiveMember> Binaries(string root, int mebibytes) =>
    [
        .. Legal(root),
        new($"{root}/bin/{Name}", $"#!/bin/sh\nexec java -jar \"$(dirname \"$0\")/../lib/{Name}.jar\" \"$@\"\n"),
        .. Enumerable.Range(1, (mebibytes + 7) / 8).Select(at => new ArchiveMember($"{root}/share/{Name}/tables-{at:D2}.bin", null, PartBytes)),
    ];

    private string Package => Name.Replace('-', '.');

    private IEnumerable<ArchiveMember> Legal(string root)
    {
        yield return new($"{root}/LICENSE", LicenceFile.ApacheLicense);
        yield return new(
            $"{root}/NOTICE",
            $"{Display}\nCopyright 2026 The Apache Software Foundation\n\n"
                + "This product includes software developed at\nThe Apache Software Foundation (https://www.apache.org/).\n");
        if (IsPodling)
        {
            yield return new(
                $"{root}/DISCLAIMER",
                $"{Display} is an effort undergoing incubation at The Apache Software Foundation (ASF), sponsored by the Apache Incubator.\n");
        }
    }

    private string SourceOf(string part, string kind) =>
        $$"""
        {{Header}}package org.apache.{{Package}};

        /** The {{kind.ToLowerInvariant()}} of a {{part.ToLowerInvariant()}}. */
        public final class {{part}}{{kind}} {
            private final {{part}}Options options;

            public {{part}}{{kind}}({{part}}Options options) {
                this.options = options;
            }
        }

        """;
}
