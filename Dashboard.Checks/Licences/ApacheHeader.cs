namespace Dashboard.Checks.Licences;

/// <summary>How a file's beginning compares with the licence header of the Apache Software Foundation.</summary>
public enum HeaderMatch
{
    /// <summary>No such header.</summary>
    None,

    /// <summary>The header, word for word.</summary>
    Exact,

    /// <summary>Close to the header, with words missing, changed or too many.</summary>
    Near,

    /// <summary>The header that the Apache License recommends to others: the file belongs to somebody outside the foundation.</summary>
    ThirdParty,
}

/// <summary>The comparison of a file's beginning with the header.</summary>
/// <param name="Match">How close it is.</param>
/// <param name="Edits">For <see cref="HeaderMatch.Near"/>, what to change; otherwise empty.</param>
public sealed record HeaderComparison(HeaderMatch Match, IReadOnlyList<WordEdit> Edits);

/// <summary>
/// The header that every source file of the foundation carries (https://www.apache.org/legal/src-headers.html). Words are compared;
/// case, white space, comment marks and http against https do not count.
/// </summary>
public static class ApacheHeader
{
    /// <summary>
    /// Words that may differ in a header that is nearly right. The foundation's header and the one for others differ in 36 words, so
    /// that one is never taken for the other.
    /// </summary>
    private const int MaxDistance = 30;

    private const string Grant =
        """
        under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance
        with the License. You may obtain a copy of the License at

          http://www.apache.org/licenses/LICENSE-2.0

        Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an
        "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific
        language governing permissions and limitations under the License.
        """;

    private const string Ownership =
        """
        Licensed to the Apache Software Foundation (ASF) under one or more contributor license agreements. See the NOTICE file
        distributed with this work for additional information regarding copyright ownership. The ASF licenses this file to you

        """;

    private static readonly WordSequence Foundation = new(Ownership + Grant);
    private static readonly WordSequence Others = new("Licensed " + Grant);

    private static readonly WordSequence[] Traces =
    [
        new("Apache Software Foundation"), new("contributor license agreements"), new("copyright ownership"), new("The ASF licenses"),
    ];

    /// <summary>Compares the beginning of a file, some kilobytes of it, with the header.</summary>
    public static HeaderComparison Compare(ReadOnlySpan<byte> head)
    {
        // Most files without a header do not even hold this, and a vectorised search is faster than reading words.
        if (head.IndexOf("icens"u8) < 0 && head.IndexOf("ICENS"u8) < 0)
        {
            return new(HeaderMatch.None, []);
        }

        if (Foundation.IsIn(head))
        {
            return new(HeaderMatch.Exact, []);
        }

        if (Others.IsIn(head))
        {
            return new(HeaderMatch.ThirdParty, []);
        }

        foreach (var trace in Traces)
        {
            if (trace.IsIn(head))
            {
                return WordAlignment.Align(Foundation, head, MaxDistance) is { } edits
                    ? new(HeaderMatch.Near, edits)
                    : new(HeaderMatch.None, []);
            }
        }

        return new(HeaderMatch.None, []);
    }
}
