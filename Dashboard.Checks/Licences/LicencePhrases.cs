using System.Buffers;
using System.Text;

namespace Dashboard.Checks.Licences;

/// <summary>Recognises licences by the phrases that only their notices and texts hold, as Apache RAT and licensecheck do.</summary>
internal static class LicencePhrases
{
    // The more specific ones first: the first that is found for a family counts. Words as WordReader gives them, in lower case.
    private static readonly (string Licence, string Family, string Phrase)[] Phrases =
    [
        ("AGPL-3.0-or-later", "GPL", "gnu affero general public license"),
        ("LGPL-2.1-or-later", "GPL", "gnu lesser general public license"),
        ("LGPL-2.0-or-later", "GPL", "gnu library general public license"),
        ("GPL-2.0-or-later", "GPL", "gnu general public license"),
        ("GPL-2.0-or-later", "GPL", "under the terms of the gpl"),
        ("GPL-2.0-or-later", "GPL", "licensed under the gpl"),
        ("SSPL-1.0", "SSPL", "server side public license"),
        ("BUSL-1.1", "BUSL", "business source license"),
        ("Elastic-2.0", "Elastic", "elastic license"),
        ("CC-BY-NC-4.0", "CC", "creative commons attribution noncommercial"),
        ("CC-BY-NC-4.0", "CC", "creative commons attribution non commercial"),
        ("CC-BY-NC-4.0", "CC", "creativecommons org licenses by nc"),
        ("CC-BY-ND-4.0", "CC", "creative commons attribution noderiv"),
        ("CC-BY-SA-4.0", "CC", "creative commons attribution sharealike"),
        ("CC-BY-SA-4.0", "CC", "creative commons attribution share alike"),
        ("CC-BY-SA-4.0", "CC", "creativecommons org licenses by sa"),
        ("CC-BY-4.0", "CC", "creative commons attribution"),
        ("CC-BY-4.0", "CC", "creativecommons org licenses by"),
        ("CC0-1.0", "CC", "creativecommons org publicdomain zero"),
        ("MPL-2.0", "MPL", "mozilla public license v 2 0"),
        ("MPL-2.0", "MPL", "mozilla public license version 2 0"),
        ("MPL-1.1", "MPL", "mozilla public license"),
        ("EPL-2.0", "EPL", "eclipse public license v2 0"),
        ("EPL-2.0", "EPL", "eclipse public license v 2 0"),
        ("EPL-2.0", "EPL", "eclipse public license 2 0"),
        ("EPL-1.0", "EPL", "eclipse public license"),
        ("CPL-1.0", "CPL", "common public license"),
        ("CDDL-1.0", "CDDL", "common development and distribution license"),
        ("OFL-1.1", "OFL", "sil open font license"),
        ("JSON", "JSON", "the software shall be used for good not evil"),
        ("BSD-4-Clause", "BSD", "all advertising materials mentioning features or use of this software must display"),
        ("Unlicense", "PublicDomain", "this is free and unencumbered software released into the public domain"),
        ("BSL-1.0", "BSL", "boost software license"),
        ("Zlib", "Zlib", "in no event will the authors be held liable for any damages arising from the use of this software"),
        ("Apache-2.0", "Apache", "apache license version 2 0"),
        ("Apache-2.0", "Apache", "www apache org licenses license 2 0"),
        ("AFL-3.0", "AFL", "academic free license"),
        ("W3C", "W3C", "w3c software notice and license"),
        ("W3C", "W3C", "w3c software and document license"),
        ("PSF-2.0", "PSF", "python software foundation license"),
        ("UPL-1.0", "UPL", "universal permissive license"),
        ("WTFPL", "WTFPL", "do what the fuck you want to public license"),
        ("MIT", "MIT", "permission is hereby granted free of charge to any person obtaining a copy"),
        ("MIT", "MIT", "licensed under the mit license"),
        ("MIT", "MIT", "released under the mit license"),
        ("MIT", "MIT", "mit style license"),
        ("ISC", "ISC", "permission to use copy modify and or distribute this software for any purpose with or without fee"),
        ("ISC", "ISC", "permission to use copy modify and distribute this software for any purpose with or without fee"),
        ("HPND", "HPND", "permission to use copy modify and distribute this software and its documentation for any purpose"),
        ("BSD-3-Clause", "BSD", "may be used to endorse or promote products derived from this software"),
        ("BSD-2-Clause", "BSD", "redistribution and use in source and binary forms"),
        ("BSD-3-Clause", "BSD", "governed by a bsd style license"),
        ("BSD-3-Clause", "BSD", "bsd 3 clause license"),
        ("BSD-3-Clause", "BSD", "licensed under the bsd license"),
        ("CC0-1.0", "PublicDomain", "placed in the public domain"),
        ("CC0-1.0", "PublicDomain", "released into the public domain"),
        ("CC0-1.0", "PublicDomain", "released to the public domain"),
        ("CC0-1.0", "PublicDomain", "is in the public domain"),
    ];

    private static readonly (string Licence, string Family, byte[] Phrase)[] Encoded =
        [.. Phrases.Select(entry => (entry.Licence, entry.Family, Encoding.ASCII.GetBytes($" {entry.Phrase} ")))];

    /// <summary>The licences whose phrases the text holds, one a family, by their SPDX identifiers.</summary>
    public static IReadOnlyList<string> Find(ReadOnlySpan<byte> text)
    {
        // Each word takes one separator, the first and the last one more.
        var buffer = ArrayPool<byte>.Shared.Rent(text.Length + 2);
        try
        {
            var words = buffer.AsSpan(0, Normalise(text, buffer));
            List<(string Licence, string Family)> found = [];
            foreach (var (licence, family, phrase) in Encoded)
            {
                if (!found.Exists(other => other.Family == family) && Holds(words, phrase))
                {
                    found.Add((licence, family));
                }
            }

            return [.. found.Select(entry => entry.Licence)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool Holds(ReadOnlySpan<byte> words, ReadOnlySpan<byte> phrase) => words.IndexOf(phrase) >= 0;

    private static int Normalise(ReadOnlySpan<byte> text, Span<byte> words)
    {
        var length = 0;
        words[length++] = (byte)' ';
        var reader = new WordReader(text);
        while (reader.Read())
        {
            Ascii.ToLower(reader.Word, words[length..], out var written);
            if (written < reader.Word.Length)
            {
                // Other scripts have no place in the phrases: the word is kept as it is.
                reader.Word.CopyTo(words[length..]);
            }

            length += reader.Word.Length;
            words[length++] = (byte)' ';
        }

        return length;
    }
}
